import { join } from 'node:path'
import { checkHistory, type Judgement } from '../checker/check.ts'
import { heldAtMostMs } from '../checker/ops-of.ts'
import { type Call, challengeOf, type History } from '../history/history.ts'
import { type RoundResult, runRound } from '../workload/round.ts'
import { createCleanup } from '../world/cleanup.ts'
import { purposes, writeConfig } from '../world/config.ts'
import { type FaultProxy, startFaultProxy } from '../world/fault-proxy.ts'
import { type Fleet, startFleet } from '../world/fleet.ts'
import { type PostgresServer, startPostgres } from '../world/postgres-server.ts'
import { temporaryFolder } from '../world/temporary-folder.ts'
import { addRound, createTally, type Tally } from './tally.ts'

/** The databases that can be proven. */
export type StoreKind = 'sqlite' | 'postgres'

/** Options of {@link proveStore}. */
export interface CrashOptions {
  readonly store: StoreKind
  readonly rounds: number
  /** The number of the first round: to run one again, start there. */
  readonly firstRound?: number
  readonly seed: string
  readonly secondsPerRound: number
  readonly servers: number
  /** Called after each round. */
  readonly onRound?: (round: number, history: History, tally: Tally) => void
}

/**
 * Runs crash rounds on one database, until one of them shows something impossible or all are done.
 *
 * @returns what was done and found
 */
export const proveStore = async (options: CrashOptions): Promise<Tally> => {
  const tally = createTally(options.store)
  const cleanup = createCleanup()
  const interrupt = () => void cleanup.run().finally(() => process.exit(130))
  process.once('SIGINT', interrupt)
  const startMs = performance.now()
  try {
    const folder = temporaryFolder(cleanup)
    const database = options.store === 'postgres' ? await startPostgres(folder, cleanup) : undefined
    const proxy = database && (await startFaultProxy(database.port, cleanup))
    await database?.createDatabase('prove')
    const storeUrl = database?.urlOf('prove', proxy?.port) ?? `sqlite:${join(folder, 'prove.db')}`
    const configFile = writeConfig(folder, storeUrl)
    const fleet = await startFleet({ size: options.servers, folder, configFile, cleanup })
    await runRounds(options, { fleet, database, proxy, tally })
  } finally {
    process.off('SIGINT', interrupt)
    await cleanup.run()
    tally.seconds = (performance.now() - startMs) / 1000
  }
  return tally
}

const clockStepAtMostMs = 15

interface World {
  readonly fleet: Fleet
  readonly database: PostgresServer | undefined
  readonly proxy: FaultProxy | undefined
  readonly tally: Tally
}

const runRounds = async (
  { rounds, firstRound = 1, seed, secondsPerRound, store, onRound }: CrashOptions,
  { fleet, database, proxy, tally }: World,
): Promise<void> => {
  let earlier: readonly Call[] = []
  for (let round = firstRound; round < firstRound + rounds; round++) {
    const before = { server: fleet.faults.length, database: database?.faults.length ?? 0 }
    const result = await runRound({
      ...{ seed: `${seed} ${store} ${round}`, round, seconds: secondsPerRound },
      ...{ fleet, database, earlier, kills: round % 3 === 0 ? 2 : 1 },
      cut: round % 2 === 0 ? proxy : undefined,
    })
    const judgement = judge(result)
    const kills = {
      server: fleet.faults.length - before.server,
      database: (database?.faults.length ?? 0) - before.database,
    }
    tally.cuts = proxy?.cuts() ?? 0
    addRound(tally, round, { result, judgement, kills })
    onRound?.(round, result.history, tally)
    if (judgement.findings.length > 0) return
    earlier = stillCounting([...earlier, ...result.history.calls])
  }
}

/** A round in which somebody set the machine's clock proves nothing. */
const judge = ({ history, clockStepMs }: RoundResult): Judgement =>
  clockStepMs < clockStepAtMostMs
    ? checkHistory(history)
    : { checked: 0, undecided: Map.groupBy(history.calls, challengeOf).size, findings: [] }

/** Sends that may still count in a limit which all people of a purpose share. */
const stillCounting = (calls: readonly Call[]): readonly Call[] => {
  const longestMs = Math.max(
    0,
    ...Object.values(purposes).flatMap(({ limits }) =>
      limits.filter(({ per }) => per === 'purpose').map(heldAtMostMs),
    ),
  )
  const sinceMs = performance.now() - longestMs - 1_000
  return calls.filter(
    ({ purpose, kind, endMs, outcome }) =>
      endMs > sinceMs &&
      kind === 'send' &&
      outcome.kind !== 'limited' &&
      purposes[purpose]?.limits.some(({ per }) => per === 'purpose'),
  )
}
