import type { PurposeRules } from '../history/history.ts'
import {
  attempt,
  found,
  type Moment,
  mayRefuse,
  open,
  opensFrom,
  type State,
  settle,
  untouched,
} from './model.ts'
import type { Op } from './op.ts'

/** Whether some order of events explains every answer. `undecided`: it took too long to find out. */
export type Verdict = 'possible' | 'impossible' | 'undecided'

/** How far a call has come: a send that has opened but was not settled stands at 1. */
type Progress = 0 | 1 | 2

/** A point in one possible course of events. */
interface Point {
  readonly progress: readonly Progress[]
  readonly state: State
  /** Nothing from here on happens earlier. */
  readonly fromMs: number
}

/** How many points are looked at before the question is given up. */
const pointsAtMost = 400_000

/**
 * Looks for an order of all steps, each within the time of its call, that gives every call the answer
 * it got (after Wing & Gong, with the memory of Lowe). A call whose answer nobody knows may have taken
 * effect, in part or not at all.
 */
export const explainable = (ops: readonly Op[], rules: PurposeRules): Verdict => {
  const seen = new Set<string>()
  const stack: Point[] = [
    { progress: ops.map(() => 0), state: untouched, fromMs: Number.NEGATIVE_INFINITY },
  ]
  for (let point = stack.pop(); point !== undefined; point = stack.pop()) {
    if (isDone(ops, point)) return 'possible'
    const key = keyOf(ops, point)
    if (seen.has(key)) continue
    if (seen.size >= pointsAtMost) return 'undecided'
    seen.add(key)
    stack.push(...nextPoints(ops, rules, point))
  }
  return 'impossible'
}

/** Nothing is owed any more by this call. */
const isComplete = (op: Op, progress: Progress | undefined): boolean =>
  op.isOptional || progress === 2 || (progress === 1 && !op.mustSettle)

const isDone = (ops: readonly Op[], { progress }: Point): boolean =>
  ops.every((op, n) => isComplete(op, progress[n]))

/** Two points that differ in nothing that matters later have one key. */
const keyOf = (ops: readonly Op[], { progress, state, fromMs }: Point): string => {
  const places = ops.map((op, n) => (op.latestMs < fromMs ? '-' : progress[n])).join('')
  const isTimed = state.next !== undefined || Number.isFinite(state.sentFromMs)
  return `${places}|${isTimed ? fromMs : ''}|${JSON.stringify(state)}`
}

const nextPoints = (ops: readonly Op[], rules: PurposeRules, point: Point): readonly Point[] => {
  const endMs = Math.min(
    ...ops.map((op, n) =>
      isComplete(op, point.progress[n]) ? Number.POSITIVE_INFINITY : op.endMs,
    ),
  )
  const points: Point[] = []
  for (const [by, op] of ops.entries()) {
    const progress = point.progress[by]
    const fromMs = Math.max(point.fromMs, op.startMs)
    const toMs = Math.min(endMs, op.latestMs)
    if (progress === undefined || progress === 2 || fromMs > toMs) continue
    for (const state of found(point.state, rules, { fromMs, toMs }))
      for (const step of stepsOf(rules, { by, op, progress, state, moment: { fromMs, toMs } }))
        points.push({
          progress: point.progress.with(by, step.progress),
          state: step.state,
          fromMs: Math.max(fromMs, step.fromMs ?? fromMs),
        })
  }
  // The last one is looked at first: calls that ended early, and answers over silence, lead quickest.
  return points.reverse()
}

interface Step {
  readonly progress: Progress
  readonly state: State
  readonly fromMs?: number
}

interface StepOptions {
  readonly by: number
  readonly op: Op
  readonly progress: Progress
  readonly state: State
  readonly moment: Moment
}

const stepsOf = (rules: PurposeRules, options: StepOptions): readonly Step[] =>
  options.op.kind === 'send' ? sendSteps(rules, options) : verifySteps(rules, options)

const verifySteps = (rules: PurposeRules, { op, state }: StepOptions): readonly Step[] => {
  if (op.answer === 'limited') return op.mayBeLimited ? [{ progress: 2, state }] : []
  const tried = attempt(state, rules, op.code)
  const steps: Step[] = []
  if (op.answer === 'any' || op.answer === tried.answer)
    steps.push({ progress: 2, state: tried.state })
  if (op.answer === 'refused' && op.mayBeOverBudget) steps.push({ progress: 2, state })
  return steps
}

const sendSteps = (
  rules: PurposeRules,
  { by, op, progress, state, moment }: StepOptions,
): readonly Step[] => {
  if (progress === 1) return [{ progress: 2, state: settle(state, by) }]
  const isRepeat = op.idempotencyKey !== undefined && state.usedKeys.includes(op.idempotencyKey)
  if (op.answer === 'limited')
    return !isRepeat && mayRefuse(state, rules, op, moment) ? [{ progress: 2, state }] : []
  if (isRepeat) return [{ progress: 2, state }]
  const fromMs = opensFrom(state, rules, moment)
  if (fromMs === undefined) return []
  const opened = open(state, rules, { by, op, moment: { ...moment, fromMs } })
  // A code that is alone needs no settling.
  return [{ progress: opened.next === undefined ? 2 : 1, state: opened, fromMs }]
}
