import { describeFinding } from '../checker/finding.ts'
import type { History } from '../history/history.ts'
import { proveStore, type StoreKind } from './crash-rounds.ts'
import { saveHistory } from './history-file.ts'
import type { ProveOptions } from './program.ts'
import { type Report, toMarkdown, writeReport } from './report.ts'
import { allCalls, type Tally } from './tally.ts'

const say = (text: string) => process.stdout.write(`${text}\n`)

/** Crash rounds on one database or on all. @returns the exit code */
export const proveCrashes = async (options: ProveOptions): Promise<number> => {
  const { seed, store, report: file } = options
  const stores: readonly StoreKind[] = store === 'all' ? ['sqlite', 'postgres'] : [store]
  say(`seed ${seed}`)
  const tallies: Tally[] = []
  for (const kind of stores) {
    const onRound = (round: number, history: History, tally: Tally) => {
      say(progress(tally, options, round))
      if (tally.violations.length > 0) explainRound(options, { kind, round, history, tally })
    }
    tallies.push(await proveStore({ ...options, store: kind, onRound }))
  }
  const report: Report = {
    ...{ seed, tallies },
    at: new Date().toISOString(),
    node: process.versions.node,
  }
  say(`\n${toMarkdown(report)}`)
  if (file !== undefined) writeReport(file, report)
  return tallies.some(({ violations }) => violations.length > 0) ? 1 : 0
}

const progress = (tally: Tally, { rounds }: ProveOptions, round: number): string =>
  [
    `${tally.store} round ${round} (${tally.rounds}/${rounds})`,
    `${tally.serverKills} servers and ${tally.databaseKills} databases killed`,
    `${allCalls(tally)} calls`,
    `${tally.challengesChecked} challenges checked`,
    `violations: ${tally.violations.length}`,
  ].join(', ')

/** What was found, and how to look at it again. */
const explainRound = (
  { seed, secondsPerRound, servers }: ProveOptions,
  found: {
    readonly kind: StoreKind
    readonly round: number
    readonly history: History
    readonly tally: Tally
  },
): void => {
  const { kind, round, history, tally } = found
  for (const { finding } of tally.violations) say(`\n${describeFinding(finding)}`)
  say(`
Judge the same history again:
  npm run prove -- --check ${saveHistory(history)}
Run the same round again (the same people, the same kills; the machine decides who is first):
  npm run prove -- --store ${kind} --seed ${seed} --first-round ${round} --rounds 1 --seconds-per-round ${secondsPerRound} --servers ${servers}
`)
}
