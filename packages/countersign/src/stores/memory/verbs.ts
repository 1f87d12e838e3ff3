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
import type { MemoryAccounts } from './accounts.ts'
import { isLive, isLocked, type KeptChallenge, type KeptCode, promote } from './challenge.ts'
import {
  firstDelivery,
  type MemoryDeliveries,
  openDelivery,
  settleDeliveries,
} from './deliveries.ts'
import { countFailure, isWithinBudget, type KeptFailures } from './failures.ts'
import { planGrant } from './grant.ts'
import { type KeptRequest, remember, repetition, settleRequest } from './idempotency.ts'
import { keyOf } from './key-of.ts'
import type { MemoryLimits } from './limits.ts'
import { isSuppressed } from './suppressions.ts'

/** All that a memory store keeps, but for callers' keys. */
export interface MemoryState extends MemoryDeliveries, MemoryAccounts {
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
  promoteIfDue(kept, nowMs)
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
  const integrations = state.openWays(request.route, nowMs)
  if (integrations.length === 0) return { kind: 'disabled' }
  const kept = state.challenges.get(idOf(request)) ?? blank(request)
  const refused = state.limits.refusal(request.limits, nowMs) ?? refuseOpen(kept, request, nowMs)
  if (refused !== undefined) return refused

  const delivery = firstDelivery(request, integrations)
  const isSilenced =
    delivery !== undefined &&
    isSuppressed(state.suppressions, request.challenge.recipientHash, delivery.channel)
  state.audit.write(request.audit, isSilenced ? 'suppressed' : 'opened', nowMs)
  const taken = state.limits.take(request.limits, nowMs)
  openCode(state, { request, kept }, nowMs)
  const isBeside = kept.next !== undefined
  const own = windowSet.standings(kept.windows, request.recipientClaims, nowMs)
  const deliveryRef =
    delivery === undefined || isSilenced
      ? undefined
      : openDelivery(state, { request, delivery }, nowMs)
  return {
    ...{ kind: 'opened', openedAtMs: nowMs, deliveryRef, isSuppressed: isSilenced },
    ...{ isBeside, integrations, standings: [...taken, ...own] },
  }
}

/** Writes the new code down, as the only one or beside one that is still good. */
const openCode = (
  state: MemoryState,
  { request, kept }: { readonly request: OpenRequest; readonly kept: KeptChallenge },
  nowMs: number,
): void => {
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
}

const sameSalt = (code: KeptCode | undefined, salt: Uint8Array) =>
  code !== undefined && Buffer.compare(code.salt, salt) === 0

const undo = (kept: KeptChallenge, request: SettleRequest): void => {
  kept.windows = windowSet.giveBackAll(kept.windows, request.recipientClaims, request.openedAtMs)
  if (sameSalt(kept.next, request.salt)) kept.next = undefined
  else if (sameSalt(kept.code, request.salt) && kept.verifiedAtMs === undefined)
    kept.code = undefined
  else return
  if (kept.sentAtMs === request.openedAtMs) kept.sentAtMs = kept.previousSentAtMs
}

/** {@link Store.settle} on memory. */
export const settle = (state: MemoryState, request: SettleRequest, nowMs: number): void => {
  state.audit.write(request.audit, request.outcome, nowMs)
  settleDeliveries(state, request.deliveries, nowMs)
  settleRequest(state.requests, request)
  const kept = state.challenges.get(idOf(request))
  if (kept === undefined) return
  if (request.outcome === 'refused') {
    state.limits.giveBack(request.limits, request.openedAtMs)
    undo(kept, request)
  } else if (sameSalt(kept.next, request.salt)) promote(kept)
}

const matches = (code: KeptCode, { candidates, isLink = false }: AttemptRequest): boolean => {
  const candidate = candidates.find(({ keyId }) => keyId === code.keyId)
  const hash = isLink ? code.linkHash : code.hash
  if (candidate === undefined || hash === undefined) return false
  return timingSafeEqual(sealMac(candidate.mac, code.salt), hash)
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

/** What the attempt comes to. Nothing is counted yet: nobody else can come in between. */
const compare = (
  { failures }: MemoryState,
  kept: KeptChallenge,
  request: AttemptRequest,
  nowMs: number,
): AttemptKind => {
  promoteIfDue(kept, nowMs)
  const refused = whyNot(kept, nowMs)
  if (refused !== undefined || kept.code === undefined) return refused ?? 'unknown'
  const failed = failures.get(keyOf(request.challenge.recipientHash))
  if (!isWithinBudget(failed, request.budget, nowMs)) return 'over_budget'
  return matches(kept.code, request) ? 'verified' : 'wrong'
}

const isLastTry = ({ code, attempts }: KeptChallenge): boolean =>
  code !== undefined && attempts + 1 >= code.maxAttempts

/** Counts the attempt, if it was compared, and minds what follows. */
const count = (
  { failures }: MemoryState,
  kept: KeptChallenge,
  { kind, request }: { readonly kind: AttemptKind; readonly request: AttemptRequest },
  nowMs: number,
): void => {
  if (kind !== 'wrong' && kind !== 'verified') return
  const recipient = keyOf(request.challenge.recipientHash)
  kept.attempts += 1
  if (kind === 'wrong') {
    failures.set(recipient, countFailure(failures.get(recipient), request.budget, nowMs))
    return
  }
  kept.verifiedAtMs = nowMs
  kept.next = undefined
  failures.delete(recipient)
}

const planOf = (state: MemoryState, { grant, challenge }: AttemptRequest, nowMs: number) =>
  grant && planGrant(state, { grant, challenge }, nowMs)

/** {@link Store.attempt} on memory. */
export const attempt = (
  state: MemoryState,
  request: AttemptRequest,
  nowMs: number,
): AttemptResult => {
  if (state.openWays(request.route, nowMs).length === 0) return { kind: 'disabled' }
  const kept = state.challenges.get(idOf(request)) ?? blank(request)
  const refused =
    state.limits.refusal(request.limits, nowMs) ??
    windowSet.refusalOf(kept.windows, request.recipientClaims, nowMs)
  if (refused !== undefined) return refused

  const kind = compare(state, kept, request, nowMs)
  const outcome = kind === 'wrong' && isLastTry(kept) ? 'wrong_and_locked' : kind
  const plan = kind === 'verified' ? planOf(state, request, nowMs) : undefined
  const events = plan?.events ?? []
  state.audit.writeAll([{ draft: request.audit, outcome }, ...events], nowMs)
  count(state, kept, { kind, request }, nowMs)
  const { recipientClaims } = request
  const taken = state.limits.take(request.limits, nowMs)
  if (recipientClaims.length > 0) {
    kept.windows = windowSet.takeAll(kept.windows, recipientClaims, nowMs)
    kept.purgeAtMs = Math.max(kept.purgeAtMs, windowsEndMs(recipientClaims, nowMs))
    state.challenges.set(idOf(request), kept)
  }
  const own = windowSet.standings(kept.windows, recipientClaims, nowMs)
  const standings = [...taken, ...own]
  return plan === undefined
    ? { kind, standings }
    : { kind: 'verified', standings, granted: plan.apply() }
}
