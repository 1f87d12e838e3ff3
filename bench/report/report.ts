import type { Latency } from '../driver/protocol.ts'
import type { Measure } from '../measures/measures.ts'
import { type Phase, phaseName } from '../measures/phases.ts'
import type { PhaseResult, Round } from '../measures/results.ts'
import type { BenchOptions } from '../options.ts'
import type { Environment } from './environment.ts'
import { median } from './statistics.ts'

/** One figure beside its aims. */
export interface MeasureRow {
  readonly id: string
  readonly title: string
  readonly must: number
  readonly goal: number
  readonly isLowerBetter: boolean
  /** Median of the rounds' ratios. */
  readonly ours: number
  /** Least and greatest of the rounds. */
  readonly range: readonly [number, number]
  /** The same by processor time of the servers; only where rates are compared. */
  readonly byCpu?: number
  readonly verdict: 'goal met' | 'must met' | 'below must'
}

/** What one phase came to: medians over rounds. */
export interface PhaseRow {
  readonly phase: string
  readonly perSecond: number
  readonly cpuMicroseconds: number
  readonly send?: Latency
  readonly verify?: Latency
  readonly driverBusy?: number
}

/** Everything that a run found. */
export interface Report {
  /** False if anything at all was answered wrongly: then no figure counts. */
  readonly isValid: boolean
  readonly errors: number
  readonly firstError?: string | undefined
  readonly rounds: number
  readonly seconds: number
  readonly environment: Environment
  readonly measures: readonly MeasureRow[]
  readonly phases: readonly PhaseRow[]
}

/** Input of {@link createReport}. */
export interface ReportInput {
  readonly environment: Environment
  readonly measures: readonly Measure[]
  readonly rounds: readonly Round[]
  readonly options: BenchOptions
}

/** Boils rounds down to medians. */
export const createReport = ({ environment, measures, rounds, options }: ReportInput): Report => {
  const all = rounds.flatMap((round) => [...round.values()])
  const errors = all.reduce((sum, result) => sum + result.errors, 0)
  return {
    isValid: errors === 0 && all.every(({ perSecond }) => perSecond > 0),
    errors,
    firstError: all.find(({ firstError }) => firstError !== undefined)?.firstError,
    rounds: rounds.length,
    seconds: options.seconds,
    environment,
    measures: measures.map((measure) => toRow(measure, rounds)),
    phases: [...Map.groupBy(all, ({ phase }) => phase)].map(([phase, of]) => toPhase(phase, of)),
  }
}

const toRow = (measure: Measure, rounds: readonly Round[]): MeasureRow => {
  const { id, title, must, goal } = measure
  const isLowerBetter = measure.compares === 'wait'
  const row = { id, title, must, goal, isLowerBetter, ...byCpuOf(measure, rounds) }
  const ratios = rounds.map((round) => ratioOf(measure, round))
  const ours = median(ratios)
  const reaches = (aim: number) => (isLowerBetter ? ours <= aim : ours >= aim)
  const range = [Math.min(...ratios), Math.max(...ratios)] as const
  const verdict = reaches(goal) ? 'goal met' : reaches(must) ? 'must met' : 'below must'
  return { ...row, ours, range, verdict }
}

const ratioOf = ({ ours, beside, compares }: Measure, round: Round): number => {
  const figure = (phase: Phase) => {
    const result = round.get(phaseName(phase))
    return (compares === 'rate' ? result?.perSecond : result?.send?.p50) ?? Number.NaN
  }
  return figure(ours) / figure(beside)
}

/** What else the machine does takes turns away from a process, but adds little to its own time. */
const byCpuOf = ({ ours, beside, compares }: Measure, rounds: readonly Round[]) => {
  if (compares === 'wait') return {}
  const figure = (round: Round, phase: Phase) =>
    round.get(phaseName(phase))?.cpuMicroseconds ?? Number.NaN
  return { byCpu: median(rounds.map((round) => figure(round, beside) / figure(round, ours))) }
}

const toPhase = (phase: string, results: readonly PhaseResult[]): PhaseRow => {
  const of = (figure: (result: PhaseResult) => number | undefined) =>
    median(results.flatMap((result) => figure(result) ?? []))
  const row = {
    phase,
    perSecond: of(({ perSecond }) => perSecond),
    cpuMicroseconds: of(({ cpuMicroseconds }) => cpuMicroseconds),
  }
  if (results[0]?.send === undefined) return row
  return {
    ...row,
    send: { p50: of(({ send }) => send?.p50), p99: of(({ send }) => send?.p99) },
    verify: { p50: of(({ verify }) => verify?.p50), p99: of(({ verify }) => verify?.p99) },
    driverBusy: of(({ driverBusy }) => driverBusy),
  }
}
