import type { PurposeRules } from '../history/history.ts'
import { type Op, toleranceMs } from './op.ts'

/** After so long without `settle`, a hand-over counts as unknown: its code is the valid one. */
export const settleWithinMs = 15_000

/** A code, named by the call that sent it. */
interface Issued {
  readonly by: number
  readonly code: string | undefined
}

/**
 * One challenge as the documentation describes it, at one moment of one possible course of events.
 * Nothing expires here: only histories shorter than the life of a code are judged.
 */
export interface State {
  readonly current: (Issued & { readonly attempts: number; readonly isUsed: boolean }) | undefined
  /** Handed over while `current` is still good, and not settled yet. */
  readonly next:
    | (Issued & { readonly openedFromMs: number; readonly openedToMs: number })
    | undefined
  /** When the last code was written down, at the earliest and at the latest. */
  readonly sentFromMs: number
  readonly sentToMs: number
  /** Idempotency keys that have been used. */
  readonly usedKeys: readonly string[]
}

/** Before anybody asked. */
export const untouched: State = {
  current: undefined,
  next: undefined,
  sentFromMs: Number.NEGATIVE_INFINITY,
  sentToMs: Number.NEGATIVE_INFINITY,
  usedKeys: [],
}

/** When a step happens: not before `fromMs`, not after `toMs`. */
export interface Moment {
  readonly fromMs: number
  readonly toMs: number
}

const isLive = ({ current }: State, { maxAttempts }: PurposeRules) =>
  current !== undefined && !current.isUsed && current.attempts < maxAttempts

const isLocked = ({ current }: State, { maxAttempts }: PurposeRules) =>
  current !== undefined && !current.isUsed && current.attempts >= maxAttempts

const takeOver = (state: State): State =>
  state.next === undefined
    ? state
    : {
        ...state,
        current: { by: state.next.by, code: state.next.code, attempts: 0, isUsed: false },
        next: undefined,
      }

/**
 * The states that a step may find: the new code takes over when the old one is no good any more, or
 * when its time to be settled is over. Whether it is over may be unclear, and then there are two.
 */
export const found = (state: State, rules: PurposeRules, moment: Moment): readonly State[] => {
  const { next } = state
  if (next === undefined) return [state]
  if (!isLive(state, rules)) return [takeOver(state)]
  if (moment.fromMs - next.openedToMs >= settleWithinMs + toleranceMs) return [takeOver(state)]
  if (moment.toMs - next.openedFromMs < settleWithinMs - toleranceMs) return [state]
  return [state, takeOver(state)]
}

/** Whether a send may be refused with 429 here. */
export const mayRefuse = (state: State, rules: PurposeRules, op: Op, moment: Moment): boolean =>
  op.mayBeLimited ||
  isLocked(state, rules) ||
  moment.fromMs < state.sentToMs + rules.resendMs + toleranceMs

/** The earliest moment at which a send is let through here; nothing if it never is. */
export const opensFrom = (
  state: State,
  rules: PurposeRules,
  moment: Moment,
): number | undefined => {
  if (isLocked(state, rules)) return undefined
  const cooledMs = state.sentFromMs + rules.resendMs - toleranceMs
  const fromMs = rules.resendMs === 0 ? moment.fromMs : Math.max(moment.fromMs, cooledMs)
  return fromMs <= moment.toMs ? fromMs : undefined
}

/** A new code is written down. */
export const open = (
  state: State,
  rules: PurposeRules,
  sent: { readonly by: number; readonly op: Op; readonly moment: Moment },
): State => {
  const { by, op, moment } = sent
  const { code, idempotencyKey } = op
  const after: State = {
    ...state,
    sentFromMs: moment.fromMs,
    sentToMs: moment.toMs,
    usedKeys:
      idempotencyKey === undefined ? state.usedKeys : [...state.usedKeys, idempotencyKey].sort(),
  }
  return isLive(state, rules)
    ? { ...after, next: { by, code, openedFromMs: moment.fromMs, openedToMs: moment.toMs } }
    : { ...after, current: { by, code, attempts: 0, isUsed: false }, next: undefined }
}

/** The provider has taken the code of send `by`: the old one dies. */
export const settle = (state: State, by: number): State =>
  state.next?.by === by ? takeOver(state) : state

/** One try. */
export const attempt = (
  state: State,
  rules: PurposeRules,
  code: string | undefined,
): { readonly state: State; readonly answer: 'verified' | 'refused' } => {
  const { current } = state
  if (current === undefined || !isLive(state, rules)) return { state, answer: 'refused' }
  const isRight = code !== undefined && code === current.code
  const tried = { ...current, attempts: current.attempts + 1, isUsed: isRight }
  return isRight
    ? { state: { ...state, current: tried, next: undefined }, answer: 'verified' }
    : { state: { ...state, current: tried }, answer: 'refused' }
}
