import type { AuditDraft } from './audit.ts'

/** Names of one recipient in a store, under every key of the ring. */
export interface RecipientNames {
  readonly recipientHashes: readonly Uint8Array[]
  /** Lookups of its challenges: one for each purpose and key. */
  readonly challengeLookups: readonly Uint8Array[]
}

/** Verbs that operators use on one recipient, or on everybody. */
export interface RecipientStore {
  /** Forgets failures, and the lock of codes that were tried too often. False if there was nothing. */
  unlock(request: RecipientNames & { readonly audit: AuditDraft }): Promise<boolean>
  /** Ends what is outstanding. Says how many codes died. */
  invalidate(request: {
    /** Everybody's if left out. */
    readonly recipient?: RecipientNames | undefined
    readonly audit: AuditDraft
  }): Promise<{ readonly codes: number }>
  /**
   * Removes every row about the recipient: challenges, failures, deliveries, suppressions. Limits stay
   * until their windows end: they name nobody.
   */
  erase(request: RecipientNames): Promise<{ readonly rows: number }>
}
