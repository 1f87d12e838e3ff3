import type { Call, Fault, History, LimitRule, Outcome, PurposeRules } from '../history/history.ts'
import { type Op, toleranceMs } from './op.ts'

/** How long a server may need to find its database again; in that time a send may stay unsettled. */
const recoveryMs = 5_000

/** The calls of one challenge as the search takes them, or nothing for those that did nothing. */
export const opsOf = (history: History, calls: readonly Call[]): readonly Op[] =>
  calls
    .filter(({ outcome }) => outcome.kind !== 'unexpected')
    .filter((call) => call.outcome.kind !== 'unavailable' || mayHaveCounted(history, call))
    .map((call) => toOp(history, call, calls))
    .sort((left, right) => left.endMs - right.endMs || left.startMs - right.startMs)

const toOp = (history: History, call: Call, siblings: readonly Call[]): Op => {
  const answer = answerOf(call)
  const isOptional = answer === 'any'
  const endMs = isOptional ? Number.POSITIVE_INFINITY : call.endMs
  return {
    call,
    kind: call.kind,
    startMs: call.startMs,
    endMs,
    latestMs: isOptional ? lastEffectMs(history, call) : endMs,
    isOptional,
    mustSettle: !isOptional && !history.faults.some((fault) => mayHinder(fault, call)),
    answer,
    code: call.kind === 'verify' ? call.code : codeSentBy(call, siblings),
    idempotencyKey: call.idempotencyKey,
    mayBeLimited: mayBeLimited(history, call),
    mayBeOverBudget: mayBeOverBudget(history, call),
  }
}

/** Whether the call may have had its effect, or a part of it that was taken back, or none. */
const hasNoAnswer = (outcome: Outcome): outcome is Extract<Outcome, { kind: NoAnswer }> =>
  ['unknown', 'unavailable', 'unexpected', 'not_sent'].includes(outcome.kind)

type NoAnswer = 'unknown' | 'unavailable' | 'unexpected' | 'not_sent'

const answerOf = ({ outcome }: Call): Op['answer'] => (hasNoAnswer(outcome) ? 'any' : outcome.kind)

/** Of equal requests one sends; whichever answer showed the code, it is the code of all of them. */
const codeSentBy = (call: Call, siblings: readonly Call[]): string | undefined =>
  shownCode(call) ??
  (call.idempotencyKey === undefined
    ? undefined
    : siblings
        .filter(({ idempotencyKey }) => idempotencyKey === call.idempotencyKey)
        .map(shownCode)
        .find((code) => code !== undefined))

const shownCode = ({ outcome }: Call) => (outcome.kind === 'sent' ? outcome.code : undefined)

/** A process that is dead does nothing more; one that lives may still be at it. */
const lastEffectMs = ({ faults, afterDeathMs }: History, call: Call): number => {
  const death = faults.find(({ kind, name }) => kind === 'server' && name === call.server)
  return death === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(death.fromMs, call.endMs) + afterDeathMs
}

/** 503 says that nothing happened; only while the database is down may nobody be able to tell. */
const mayHaveCounted = ({ unavailableMayCount, faults }: History, call: Call): boolean =>
  unavailableMayCount && faults.some((fault) => mayHinder(fault, call))

const mayHinder = ({ kind, fromMs, toMs }: Fault, call: Call): boolean =>
  kind === 'database' && call.startMs <= toMs + recoveryMs && fromMs <= call.endMs

/** Whether enough other calls may have taken from one of the limits. */
const mayBeLimited = (history: History, call: Call): boolean => {
  const limits = history.purposes[call.purpose]?.limits ?? []
  return limits.some(
    (limit) =>
      limit.on === call.kind &&
      [...history.earlier, ...history.calls].filter(
        (other) => other !== call && mayShare(limit, call, other),
      ).length >= limit.max,
  )
}

const mayShare = (limit: LimitRule, call: Call, other: Call): boolean =>
  other.outcome.kind !== 'limited' &&
  isSameKey(limit, call, other) &&
  other.startMs <= call.endMs &&
  lastTakenMs(other) >= call.startMs - heldAtMostMs(limit) - toleranceMs

/**
 * How long a place of a limit may be taken. One of more than sixty gives them back in steps of a sixtieth of
 * its window, late rather than early.
 */
export const heldAtMostMs = ({ max, windowMs }: LimitRule): number =>
  windowMs + (max > 60 ? Math.ceil(windowMs / 60) : 0)

/** Whether two calls take from the same limit. */
export const isSameKey = ({ per, on }: LimitRule, left: Call, right: Call): boolean =>
  left.kind === on &&
  right.kind === on &&
  left.purpose === right.purpose &&
  (per === 'purpose' || (per === 'ip' ? left.ip === right.ip : left.phone === right.phone))

const lastTakenMs = ({ outcome, endMs }: Call): number =>
  outcome.kind === 'unknown' ? Number.POSITIVE_INFINITY : endMs

const mayBeOverBudget = ({ calls, failuresPerHour }: History, { phone, kind }: Call): boolean =>
  kind === 'verify' &&
  calls.filter((other) => other.kind === 'verify' && other.phone === phone && isFailure(other))
    .length >= failuresPerHour

const isFailure = ({ outcome }: Call) => outcome.kind !== 'verified' && outcome.kind !== 'limited'

/** Whether a history of this length can be judged by a model in which nothing expires. */
export const isWithinLife = (calls: readonly Call[], { ttlMs }: PurposeRules): boolean =>
  Math.max(...calls.map(({ endMs }) => endMs)) - Math.min(...calls.map(({ startMs }) => startMs)) <
  ttlMs - toleranceMs
