/** What something is kept under, and what it is to be kept under from now on. */
export interface Renaming<Name> {
  readonly from: Name
  readonly to: Name
}

/** The names of a challenge and its recipient that change with the key. */
export interface ChallengeName {
  readonly lookup: Uint8Array
  readonly recipientHash: Uint8Array
  readonly recipientKeyId: string
}

/** The names of a request that change with the key. */
export interface RequestName {
  readonly lookup: Uint8Array
  readonly bodyHash: Uint8Array
}

/** Input of {@link Rekey}: what one call is about to touch. */
export interface RekeyRequest {
  /** A challenge, and with it what is kept of its recipient: failures, suppressions, proofs and the user. */
  readonly challenges: readonly Renaming<ChallengeName>[]
  readonly limits: readonly Renaming<Uint8Array>[]
  readonly requests: readonly Renaming<RequestName>[]
}

/**
 * Moves what is kept under old names to the new ones, all of it in one commit. Nothing is made, counted
 * or forgotten by it. What is kept under a new name already stays as it is; then the row under the old
 * name stays as well, and ends by itself. Of several old names for a new one, the first that is there
 * counts. Done twice, or by several at once, it is done once.
 *
 * Deliveries that are being handed over go on under the new name. Those that are over keep the old one:
 * they are found under every key of the ring.
 */
export type Rekey = (request: RekeyRequest) => Promise<void>
