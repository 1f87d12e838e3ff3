import type { AuditDraft } from '../../../ports/audit.ts'
import type { Erasure } from '../../../ports/recipient-store.ts'
import type { RemoteFunction } from './messages.ts'
import { borrow, lend } from './remote-function.ts'

/**
 * An erasure on its way between threads. Its draft is the one function that a verb is given: it needs
 * the audit key, which the thread does not have, and what was erased, which nobody else knows yet.
 */
export interface SentErasure extends Omit<Erasure, 'draft'> {
  readonly draft: RemoteFunction
}

/** An erasure that can be sent. Call `takeBack` when it is over. */
export const lendDraft = ({ draft, ...erasure }: Erasure) => {
  const { remote, takeBack } = lend(draft)
  const sent: SentErasure = { ...erasure, draft: remote }
  return { sent, takeBack }
}

/** The erasure that was sent. */
export const borrowDraft = ({ draft, ...erasure }: SentErasure): Erasure => ({
  ...erasure,
  draft: borrow<readonly string[], AuditDraft>(draft),
})
