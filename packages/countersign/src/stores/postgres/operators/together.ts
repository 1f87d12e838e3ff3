import type { AuditDraft } from '../../../ports/audit.ts'
import { type CallFunction, functionQuery } from '../call-function.ts'
import type { SendQuery, Transact } from '../connections.ts'
import { packDraft } from '../encode.ts'
import { asUnavailable, QueryFailure } from '../query-failure.ts'
import { untilFree } from '../until-free.ts'

/** What came of functions that ran together. */
interface Done<Result> {
  readonly result: Result
  /** The event by which it is known that they did. None if they changed nothing. */
  readonly draft: AuditDraft | undefined
}

/** Calls a function of our schema in a transaction. */
export type RunFunction = (name: string, values: readonly unknown[]) => ReturnType<SendQuery>

/** Calls functions one after the other, in one transaction. */
type Work<Result> = (run: RunFunction) => Promise<Done<Result>>

/** Runs several functions in one transaction, or one that takes long. */
export type RunTogether = <Result>(work: Work<Result>) => Promise<Result>

/**
 * Creates {@link RunTogether}. Work that gave way to another transaction, or whose connection breaks before the
 * end, leaves nothing behind and is done once more; if it breaks while the end is on its way, the draft of an event tells whether
 * that was reached.
 */
export const createTogether = (options: {
  readonly call: CallFunction
  readonly transact: Transact
  readonly schema: string
}): RunTogether => {
  const { call, transact, schema } = options

  const hasCommitted = async ({ draft }: Done<unknown>): Promise<boolean> => {
    if (draft === undefined) return true
    const { rows } = await call('known_change', [packDraft(draft)])
    return (rows[0]?.['known_change'] ?? null) !== null
  }

  const runOnce = async <Result>(work: Work<Result>): Promise<Done<Result> | QueryFailure> => {
    let done: Done<Result> | undefined
    try {
      return await untilFree(() => {
        done = undefined
        return transact(async (send) => {
          done = await work((name, values) => send(functionQuery(schema, name, values)))
          return done
        })
      })
    } catch (error) {
      if (!(error instanceof QueryFailure) || error.kind !== 'unknown') throw asUnavailable(error)
      if (done === undefined) return error
      if (await hasCommitted(done)) return done
      throw asUnavailable(error)
    }
  }

  return async (work) => {
    const first = await runOnce(work)
    const done = first instanceof QueryFailure ? await runOnce(work) : first
    if (done instanceof QueryFailure) throw asUnavailable(done)
    return done.result
  }
}
