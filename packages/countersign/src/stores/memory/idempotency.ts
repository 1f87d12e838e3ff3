import { timingSafeEqual } from 'node:crypto'
import type { Idempotency, OpenRequest, Repetition, SettleRequest } from '../../ports/store.ts'
import { keyOf } from './key-of.ts'

/** A request that was made before. */
export interface KeptRequest {
  readonly bodyHash: Uint8Array
  readonly settleByMs: number
  readonly purgeAtMs: number
  readonly answer: string | undefined
}

type KeptRequests = Map<string, KeptRequest>

/** What an earlier request with the same key makes of this one; nothing if there was none. */
export const repetition = (
  kept: KeptRequests,
  idempotency: Pick<Idempotency, 'lookup' | 'bodyHash'> | undefined,
  nowMs: number,
): Repetition | undefined => {
  if (idempotency === undefined) return undefined
  const found = kept.get(keyOf(idempotency.lookup))
  if (found === undefined || found.purgeAtMs <= nowMs) return undefined
  if (!timingSafeEqual(found.bodyHash, idempotency.bodyHash)) return { kind: 'reused_key' }
  const isRunning = found.answer === undefined && found.settleByMs > nowMs
  return { kind: 'repeated', isRunning, answer: found.answer }
}

/** Remembers a request that opened a challenge. */
export const remember = (
  kept: KeptRequests,
  { idempotency, settleWithinMs }: OpenRequest,
  nowMs: number,
): void => {
  if (idempotency === undefined) return
  kept.set(keyOf(idempotency.lookup), {
    bodyHash: idempotency.bodyHash,
    settleByMs: nowMs + settleWithinMs,
    purgeAtMs: nowMs + idempotency.ttlMs,
    answer: undefined,
  })
}

/** Writes the answer down, or forgets the request if nothing came of it. */
export const settleRequest = (
  kept: KeptRequests,
  { idempotency, outcome }: SettleRequest,
): void => {
  if (idempotency === undefined) return
  const id = keyOf(idempotency.lookup)
  const found = kept.get(id)
  if (outcome === 'refused') kept.delete(id)
  else if (found !== undefined) kept.set(id, { ...found, answer: idempotency.answer })
}
