import { timingSafeEqual } from 'node:crypto'
import { sealMac } from '../../ports/seal.ts'
import type {
  AttemptKind,
  AttemptRequest,
  AttemptResult,
  OpenRequest,
  OpenResult,
  SettleRequest,
} from '../../ports/store.ts'
import { challengeEndMs, windowsEndMs } from '../purge.ts'
import * as windowSet from '../window-set.ts'
import { isLive, isLocked, type KeptChallenge, type KeptCode, promote } from './challenge.ts'
import { type MemoryDeliveries, openDelivery, settleDeliveries } from './deliveries.ts'
import { countFailure, isWithinBudget, type KeptFailures } from './failures.ts'
import { type KeptRequest, remember, repetition, settleRequest } from './idempotency.ts'
import { keyOf } from './key-of.ts'
import type { MemoryLimits } from './limits.ts'

/** All that a memory store keeps, but for callers' keys. */
export interface MemoryState extends MemoryDeliveries {
  readonly challenges: Map<string, KeptChallenge>
  readonly limits: MemoryLimits
  /** By recipient. */
  readonly failures: Map<string, KeptFailures>
  /** By idempotency key. */
  readonly requests: Map<string, KeptRequest>
}

const idOf = (request: OpenRequest | SettleRequest | AttemptRequest) =>
  keyOf(request.challenge.lookup)

const blank = ({ challenge }: OpenRequest | AttemptRequest): KeptChallenge => ({
  recipient: keyOf(challenge.recipientHash),
  code: undefined,
  attempts: 0,
  verifiedAtMs: undefined,
  next: undefined,
  sentAtMs: undefined,
  previousSentAtMs: undefined,
  windows: windowSet.emptyWindows,
  purgeAtMs: 0,
})

const refuseOpen = (
  kept: KeptChallenge,
  request: OpenRequest,
  nowMs: number,
): OpenResult | undefined => {
  if (isLocked(kept, nowMs) && kept.code !== undefined)
    return { kind: 'locked', waitMs: kept.code.expiresAtMs - nowMs }
  const cooledAtMs = (kept.sentAtMs ?? Number.NEGATIVE_INFINITY) + request.resendMs
  if (cooledAtMs > nowMs) return { kind: 'cooling_down', waitMs: cooledAtMs - nowMs }
  return windowSet.refusalOf(kept.windows, request.recipientClaims, nowMs)
}

/** {@link Store.open} on memory. */
export const open = (state: MemoryState, request: OpenRequest, nowMs: number): OpenResult => {
  const repeated = repetition(state.requests, request.idempotency, nowMs)
  if (repeated !== undefined) return repeated
  const kept = state.challenges.get(idOf(request)) ?? blank(request)
  promoteIfDue(kept, nowMs)
  const refused = state.limits.refusal(request.limits, nowMs) ?? refuseOpen(kept, request, nowMs)
  if (refused !== undefined) return refused

  const taken = state.limits.take(request.limits, nowMs)
  kept.windows = windowSet.takeAll(kept.windows, request.recipientClaims, nowMs)
  kept.previousSentAtMs = kept.sentAtMs
  kept.sentAtMs = nowMs
  const code: KeptCode = {
    ...request.code,
    maxAttempts: request.maxAttempts,
    expiresAtMs: nowMs + request.ttlMs,
  }
  kept.next = { ...code, settleByMs: nowMs + request.settleWithinMs }
  if (!isLive(kept, nowMs)) promote(kept)
  kept.purgeAtMs = Math.max(kept.purgeAtMs, challengeEndMs(request, nowMs))
  remember(state.requests, request, nowMs)
  state.challenges.set(idOf(request), kept)

  const own = windowSet.standings(kept.windows, request.recipientClaims, nowMs)
  const delivery = openDelivery(state, request, nowMs)
  return { kind: 'opened', openedAtMs: nowMs, ...delivery, standings: [...taken, ...own] }
}

const sameSalt = (code: KeptCode | undefined, salt: Uint8Array) =>
  code !== undefined && Buffer.compare(code.salt, salt) === 0

const undo = (kept: KeptChallenge, request: SettleRequest): void => {
  kept.windows = windowSet.giveBackAll(kept.windows, request.recipientClaims, request.openedAtMs)
  if (sameSalt(kept.next, request.salt)) kept.next = undefined
  else if (sameSalt(kept.code, request.salt) && kept.verifiedAtMs === undefined)
    kept.code = undefined
  else return
  kept.sentAtMs = kept.previousSentAtMs
}

/** {@link Store.settle} on memory. */
export const settle = (state: MemoryState, request: SettleRequest, nowMs: number): void => {
  settleDeliveries(state, request.deliveries, nowMs)
  settleRequest(state.requests, request)
  const kept = state.challenges.get(idOf(request))
  if (kept === undefined) return
  if (request.outcome === 'refused') {
    state.limits.giveBack(request.limits, request.openedAtMs)
    undo(kept, request)
  } else if (sameSalt(kept.next, request.salt)) promote(kept)
}

const matches = (code: KeptCode, request: AttemptRequest): boolean => {
  const candidate = request.candidates.find(({ keyId }) => keyId === code.keyId)
  return candidate !== undefined && timingSafeEqual(sealMac(candidate.mac, code.salt), code.hash)
}

const promoteIfDue = (kept: KeptChallenge, nowMs: number): void => {
  const { next } = kept
  if (next === undefined || next.expiresAtMs <= nowMs) return
  if (next.settleByMs <= nowMs || !isLive(kept, nowMs)) promote(kept)
}

const whyNot = (kept: KeptChallenge, nowMs: number): AttemptKind | undefined => {
  if (kept.code === undefined) return 'unknown'
  if (kept.verifiedAtMs !== undefined) return 'used'
  if (kept.code.expiresAtMs <= nowMs) return 'expired'
  return kept.attempts >= kept.code.maxAttempts ? 'locked' : undefined
}

const compare = (
  { failures }: MemoryState,
  kept: KeptChallenge,
  request: AttemptRequest,
  nowMs: number,
): AttemptKind => {
  promoteIfDue(kept, nowMs)
  const refused = whyNot(kept, nowMs)
  if (refused !== undefined || kept.code === undefined) return refused ?? 'unknown'
  const recipient = keyOf(request.challenge.recipientHash)
  const failed = failures.get(recipient)
  if (!isWithinBudget(failed, request.budget, nowMs)) return 'over_budget'
  kept.attempts += 1
  if (!matches(kept.code, request)) {
    failures.set(recipient, countFailure(failed, request.budget, nowMs))
    return 'wrong'
  }
  kept.verifiedAtMs = nowMs
  kept.next = undefined
  failures.delete(recipient)
  return 'verified'
}

/** {@link Store.attempt} on memory. */
export const attempt = (
  state: MemoryState,
  request: AttemptRequest,
  nowMs: number,
): AttemptResult => {
  const found = state.challenges.get(idOf(request))
  const kept = found ?? blank(request)
  const refused =
    state.limits.refusal(request.limits, nowMs) ??
    windowSet.refusalOf(kept.windows, request.recipientClaims, nowMs)
  if (refused !== undefined) return refused

  const { recipientClaims } = request
  const taken = state.limits.take(request.limits, nowMs)
  if (recipientClaims.length > 0) {
    kept.windows = windowSet.takeAll(kept.windows, recipientClaims, nowMs)
    kept.purgeAtMs = Math.max(kept.purgeAtMs, windowsEndMs(recipientClaims, nowMs))
    state.challenges.set(idOf(request), kept)
  }
  const own = windowSet.standings(kept.windows, recipientClaims, nowMs)
  return { kind: compare(state, kept, request, nowMs), standings: [...taken, ...own] }
}
