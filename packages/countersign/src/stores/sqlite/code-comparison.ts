import { timingSafeEqual } from 'node:crypto'
import { sealMac } from '../../ports/seal.ts'
import type { CodeCandidate } from '../../ports/store.ts'

/** A sealed code or link, as its row has it. */
export interface SealedRow {
  /** Null if the message has no link. */
  readonly hash: Uint8Array | null
  readonly salt: Uint8Array
  readonly keyId: string
}

/** What an attempt that was counted came to. */
export interface Compared {
  readonly isVerified: boolean
  /** Another code of the challenge is on its way. */
  readonly hasNext: boolean
  readonly isLastTry: boolean
}

/**
 * What the statement that compares and its verb tell each other beside its values: candidates go in and
 * the outcome comes out without becoming text, or a row, in between.
 */
export interface CodeComparison {
  /** Has the statements that run next compare with these; what they call them. */
  offer(candidates: readonly CodeCandidate[]): number
  /** Compares in constant time, and remembers the outcome. */
  compare(row: SealedRow, offer: number, facts: Omit<Compared, 'isVerified'>): boolean
  /** Whether that was the code. There must have been a comparison since the last offer. */
  matched(): boolean
  /** The outcome since the last offer, if anything was compared. */
  outcome(): Compared | undefined
}

/** Of one connection, which runs one statement at a time. */
export const createCodeComparison = (): CodeComparison => {
  let offered: readonly CodeCandidate[] = []
  let count = 0
  let outcome: Compared | undefined
  return {
    offer: (candidates) => {
      offered = candidates
      outcome = undefined
      count += 1
      return count
    },
    compare: (row, offer, facts) => {
      if (offer !== count) throw new TypeError('these candidates are of another attempt')
      const isVerified = isOneOf(offered, row)
      outcome = { isVerified, ...facts }
      return isVerified
    },
    matched: () => {
      if (outcome === undefined) throw new TypeError('nothing was compared')
      return outcome.isVerified
    },
    outcome: () => outcome,
  }
}

const isOneOf = (candidates: readonly CodeCandidate[], { hash, salt, keyId }: SealedRow) => {
  const candidate = candidates.find((one) => one.keyId === keyId)
  if (candidate === undefined || hash === null) return false
  const sealed = sealMac(candidate.mac, salt)
  return sealed.length === hash.length && timingSafeEqual(sealed, hash)
}
