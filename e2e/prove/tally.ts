import type { Judgement } from '../checker/check.ts'
import type { Finding } from '../checker/finding.ts'
import type { RoundResult } from '../workload/round.ts'

/** What the rounds on one database came to. */
export interface Tally {
  readonly store: string
  rounds: number
  serverKills: number
  databaseKills: number
  /** Connections to the database that were cut at a random byte. */
  cuts: number
  /** By kind and outcome, for example `verify refused`. */
  readonly calls: Record<string, number>
  /** Calls that found nobody at their address and so did nothing. */
  unreached: number
  challengesChecked: number
  /** Challenges whose calls overlap too much to be judged. */
  challengesUndecided: number
  readonly violations: { readonly round: number; readonly finding: Finding }[]
  seconds: number
}

/** Nothing yet. */
export const createTally = (store: string): Tally => ({
  store,
  rounds: 0,
  serverKills: 0,
  databaseKills: 0,
  cuts: 0,
  calls: {},
  unreached: 0,
  challengesChecked: 0,
  challengesUndecided: 0,
  violations: [],
  seconds: 0,
})

/** Adds one round. */
export const addRound = (
  tally: Tally,
  round: number,
  {
    result,
    judgement,
    kills,
  }: {
    readonly result: RoundResult
    readonly judgement: Judgement
    readonly kills: { readonly server: number; readonly database: number }
  },
): void => {
  tally.rounds += 1
  tally.serverKills += kills.server
  tally.databaseKills += kills.database
  tally.unreached += result.unreached
  tally.challengesChecked += judgement.checked
  tally.challengesUndecided += judgement.undecided
  for (const { kind, outcome } of result.history.calls) {
    const name = `${kind} ${outcome.kind}`
    tally.calls[name] = (tally.calls[name] ?? 0) + 1
  }
  tally.violations.push(...judgement.findings.map((finding) => ({ round, finding })))
}

/** Calls whose outcome nobody knows. */
export const unknownCalls = ({ calls }: Tally): number =>
  Object.entries(calls)
    .filter(([name]) => name.endsWith(' unknown'))
    .reduce((sum, [, count]) => sum + count, 0)

/** All calls. */
export const allCalls = ({ calls }: Tally): number =>
  Object.values(calls).reduce((sum, count) => sum + count, 0)
