import type { AuditDraft } from '../../../ports/audit.ts'
import type { CallFunction } from '../call-function.ts'
import type { Transact } from '../connections.ts'
import { packDraft } from '../encode.ts'
import { createTogether, type RunTogether } from './together.ts'

/** Runs a function that makes a change and writes its event down. Once, even if connections break. */
export type RunChange = (
  name: string,
  draft: AuditDraft,
  values?: readonly unknown[],
) => Promise<unknown>

/** What the verbs of operators have in common. */
export interface OperatorParts {
  readonly call: CallFunction
  readonly change: RunChange
  /** Runs several functions in one transaction, or one that takes long. */
  readonly together: RunTogether
  /** The time, if it is not the server's to say. */
  readonly clockMs: () => number | null
}

/** Creates what the verbs of operators have in common. */
export const createParts = (options: {
  readonly call: CallFunction
  readonly transact: Transact
  readonly schema: string
  readonly clockMs: () => number | null
}): OperatorParts => {
  const { call, transact, schema, clockMs } = options
  const change: RunChange = async (name, draft, values = []) => {
    const { rows } = await call(name, [packDraft(draft), ...values, clockMs()])
    return rows[0]?.[name]
  }
  return { call, change, together: createTogether({ call, transact, schema }), clockMs }
}
