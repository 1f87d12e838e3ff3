import { rmSync } from 'node:fs'
import { type Measure, measures } from './measures/measures.ts'
import { needsPostgres, type Phase, phaseName } from './measures/phases.ts'
import { startPostgres } from './measures/postgres-server.ts'
import type { PhaseResult, Round } from './measures/results.ts'
import { type Span, startTargets, type Targets } from './measures/targets.ts'
import type { BenchOptions } from './options.ts'
import { describeEnvironment } from './report/environment.ts'
import { createReport, type Report } from './report/report.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Every server is kept busy that long before anything counts: until its code has been compiled. */
const warmUpSeconds = 5

/** A server with one caller at a time would take too long to warm up. */
const warmUpConnections = 32

/**
 * Measures: every server warms up once, then all phases take turns, round by round, in an order that
 * is turned round every time, so that what else the machine does meets all of them.
 */
export const runBench = async (
  options: BenchOptions,
  say: (line: string) => void,
): Promise<Report> => {
  const folder = temporaryFolder(options.folder)
  const environment = describeEnvironment(folder)
  const wanted = measures.filter(({ id }) => options.only.length === 0 || options.only.includes(id))
  const phases = phasesOf(wanted)
  const postgres = phases.some(needsPostgres)
    ? await startPostgres(folder, options.databaseUrl)
    : undefined
  const targets = await startTargets({ folder, postgresUrl: postgres?.url })
  try {
    const { seconds, cyclesAtMost } = options
    say('warming up')
    await runAll(targets, warmUpsOf(phases), { seconds: warmUpSeconds, cyclesAtMost })
    const rounds: Round[] = []
    while (rounds.length < options.rounds) {
      say(`round ${rounds.length + 1} of ${options.rounds}`)
      const order = rounds.length % 2 === 0 ? phases : phases.toReversed()
      rounds.push(await runAll(targets, order, { seconds, cyclesAtMost }))
    }
    return createReport({ environment, measures: wanted, rounds, options })
  } finally {
    await targets.stop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const distinct = (phases: readonly Phase[]): readonly Phase[] => [
  ...new Map(phases.map((phase) => [phaseName(phase), phase])).values(),
]

const phasesOf = (wanted: readonly Measure[]): readonly Phase[] =>
  distinct(wanted.flatMap(({ ours, beside }) => [beside, ours]))

const warmUpsOf = (phases: readonly Phase[]): readonly Phase[] =>
  distinct(
    phases.map((phase) =>
      'server' in phase ? { ...phase, connections: warmUpConnections } : phase,
    ),
  )

const runAll = async (targets: Targets, phases: readonly Phase[], span: Span): Promise<Round> => {
  const results: PhaseResult[] = []
  for (const phase of phases) results.push(await targets.run(phase, span))
  return new Map(results.map((result) => [result.phase, result]))
}
