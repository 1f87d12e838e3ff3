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

/** Whom to erase, and how that is written down. */
export interface Erasure extends RecipientNames {
  /** How the `person` of every event about the recipient begins. */
  readonly personPrefixes: readonly string[]
  /** Makes the event that names the events that were emptied, by `stream:n`. */
  readonly draft: (erased: readonly string[]) => AuditDraft
}

/** How much an erasure removed: rows, and names from events. */
export interface Erased {
  readonly rows: number
  readonly events: number
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
   * proofs, the user and its sessions. Limits stay until their windows end: they name nobody. In the same
   * commit it empties `person` of all events about them, and writes down which ones, so that the log still
   * verifies: either all of that has happened, or nothing.
   */
  erase(request: Erasure): Promise<Erased>
}
