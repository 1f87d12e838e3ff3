import type { SealedCode } from '../../ports/store.ts'
import { tagOf } from '../delivery-ref.ts'
import type { WindowSet } from '../window-set.ts'

/** A code that was handed over, or is being. */
export interface KeptCode extends SealedCode {
  readonly maxAttempts: number
  readonly expiresAtMs: number
}

/** One challenge as memory keeps it; the SQL stores keep the same in one row. */
export interface KeptChallenge {
  /** Whose it is. */
  readonly recipient: string
  /** The code that verifies now. */
  code: KeptCode | undefined
  attempts: number
  verifiedAtMs: number | undefined
  /** Handed over while `code` is still good, and not settled yet. */
  next: (KeptCode & { readonly settleByMs: number }) | undefined
  sentAtMs: number | undefined
  previousSentAtMs: number | undefined
  windows: WindowSet
  purgeAtMs: number
}

/** Whether the code could still be verified. */
export const isLive = (kept: KeptChallenge, nowMs: number): boolean =>
  kept.code !== undefined &&
  kept.verifiedAtMs === undefined &&
  kept.attempts < kept.code.maxAttempts &&
  kept.code.expiresAtMs > nowMs

/** Whether all attempts are used up and the code has not expired. */
export const isLocked = (kept: KeptChallenge, nowMs: number): boolean =>
  kept.code !== undefined &&
  kept.verifiedAtMs === undefined &&
  kept.attempts >= kept.code.maxAttempts &&
  kept.code.expiresAtMs > nowMs

/** Makes the handed-over code the one that verifies; the old one dies. */
export const promote = (kept: KeptChallenge): void => {
  kept.code = kept.next
  kept.next = undefined
  kept.attempts = 0
  kept.verifiedAtMs = undefined
}

/** How many codes of the challenge could still be used: the one that verifies now, and the next one. */
export const countLive = (kept: KeptChallenge, nowMs: number): number => {
  const { next } = kept
  const hasNext = next !== undefined && next.expiresAtMs > nowMs
  const isReplaced = hasNext && next.settleByMs <= nowMs
  return (isLive(kept, nowMs) && !isReplaced ? 1 : 0) + (hasNext ? 1 : 0)
}

/** Ends both codes. The cool-down stays. */
export const endCodes = (kept: KeptChallenge): void => {
  kept.code = undefined
  kept.next = undefined
}

/** Whether the code that a delivery carries, known by its tag, can still be used, or will be. */
export const carriesLiveCode = (
  kept: KeptChallenge | undefined,
  tag: Uint8Array,
  nowMs: number,
): boolean => {
  if (kept === undefined) return false
  const isTagged = (code: KeptCode | undefined) =>
    code !== undefined && Buffer.compare(tagOf(code.salt), tag) === 0
  if (isTagged(kept.code) && isLive(kept, nowMs)) return true
  return isTagged(kept.next) && (kept.next?.expiresAtMs ?? 0) > nowMs
}
