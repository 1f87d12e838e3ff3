import { writeFileSync } from 'node:fs'
import { describeFinding } from '../checker/finding.ts'
import { allCalls, type Tally, unknownCalls } from './tally.ts'

/** What a run came to. */
export interface Report {
  readonly seed: string
  readonly at: string
  readonly node: string
  readonly tallies: readonly Tally[]
}

/** The report as a person reads it, in Markdown. */
export const toMarkdown = ({ seed, at, node, tallies }: Report): string =>
  [
    '# Race and crash proofs',
    '',
    `Seed \`${seed}\`, ${at}, Node ${node}.`,
    '',
    ...tallies.flatMap(section),
    `Violations: ${tallies.reduce((sum, { violations }) => sum + violations.length, 0)}`,
    '',
  ].join('\n')

const section = (tally: Tally): readonly string[] => [
  `## ${tally.store}`,
  '',
  '| what | how many |',
  '| --- | ---: |',
  ...rowsOf(tally).map(([what, count]) => `| ${what} | ${count} |`),
  '',
  ...tally.violations.flatMap(({ round, finding }) => [
    `Round ${round}:`,
    '',
    '```',
    describeFinding(finding),
    '```',
    '',
  ]),
]

const rowsOf = (tally: Tally): readonly (readonly [what: string, count: number])[] => [
  ['crash rounds', tally.rounds],
  ['servers killed with kill -9', tally.serverKills],
  ['database servers killed with kill -9', tally.databaseKills],
  ['connections to the database cut', tally.cuts],
  ['calls', allCalls(tally)],
  ...Object.entries(tally.calls).sort(([left], [right]) => left.localeCompare(right)),
  ['calls that found nobody', tally.unreached],
  ['calls with an unknown outcome', unknownCalls(tally)],
  ['challenges checked', tally.challengesChecked],
  ['challenges that could not be judged', tally.challengesUndecided],
  ['violations', tally.violations.length],
  ['seconds', Math.round(tally.seconds)],
]

/** Writes the report: JSON if the name ends so, else Markdown. */
export const writeReport = (file: string, report: Report): void =>
  writeFileSync(
    file,
    file.endsWith('.json') ? `${JSON.stringify(report, undefined, 2)}\n` : toMarkdown(report),
  )
