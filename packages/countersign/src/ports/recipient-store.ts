import type { AuditDraft } from './audit.ts'

/** Names of one recipient in a store, under every key of the ring. */
export interface RecipientNames {
  readonly recipientHashes: readonly Uint8Array[]
  /** Lookups of its challenges: one for each purpose and key. */
  readonly challengeLookups: readonly Uint8Array[]
}

/** How much of each kind an operator ended. */
export interface Invalidated {
  readonly codes: number
  readonly proofs: number
  readonly sessions: number
}

/** Verbs that operators use on one recipient, or on everybody. */
export interface RecipientStore {
  /** Forgets failures, and the lock of codes that were tried too often. False if there was nothing. */
  unlock(request: RecipientNames & { readonly audit: AuditDraft }): Promise<boolean>
  /** Ends what is outstanding: codes with their links, proofs, and sessions. */
  invalidate(request: {
    /** Everybody's if left out. */
    readonly recipient?: RecipientNames | undefined
    readonly audit: AuditDraft
  }): Promise<Invalidated>
  /**
   * Removes every row about the recipient: challenges, failures, deliveries, suppressions,
   * proofs, the user and its sessions. Limits stay until their windows end: they name nobody.
   */
  erase(request: RecipientNames): Promise<{ readonly rows: number }>
}
