import { createAuditRounds } from '../chores/audit-rounds.ts'
import { repeatRounds } from '../chores/repeat-rounds.ts'
import { startSweeper } from '../chores/sweeper.ts'
import { defaultAbuseThresholds } from '../engine/abuse/thresholds.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { Telemetry } from '../ports/telemetry.ts'

/** Work that goes on beside the requests. */
export interface Chores {
  /** One round of everything. */
  round(): Promise<void>
  /** Begins doing rounds. The timers do not keep the process alive. */
  start(): void
  stop(): Promise<void>
}

/** What the chores are done with. */
export interface ChoresParts {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly log: Log
  readonly telemetry: Telemetry
  readonly clock?: Clock | undefined
  /** Integrations that an administrator may switch. */
  readonly integrations: readonly string[]
}

const sealEveryMs = 10_000

const rowsAtMost = 500

/** Steps of one round at most, so that a function that is called every minute ends. */
const stepsAtMost = 20

/** Puts the chores of one instance together. */
export const createChores = (parts: ChoresParts): Chores => {
  const { store, log, integrations } = parts
  const rounds = createAuditRounds({ ...parts, thresholds: defaultAbuseThresholds })
  const running: { stop(): Promise<void> }[] = []

  const ensure = async (): Promise<void> => {
    try {
      await store.integrations.ensure(integrations)
    } catch (error) {
      log.warn({ cause: error instanceof Error ? error.name : 'unknown' }, 'a chore failed')
    }
  }
  const sweep = async (): Promise<void> => {
    for (let step = 0; step < stepsAtMost; step++)
      if ((await store.sweep({ rowsAtMost })).isAtEnd) return
  }
  const seal = async (): Promise<void> => {
    for (let step = 0; step < stepsAtMost; step++) if (await rounds.seal()) return
  }
  return {
    round: async () => {
      await ensure()
      await rounds.lookAtSwitches()
      await seal()
      await sweep()
    },
    start: () => {
      void ensure()
      running.push(startSweeper(store, log), repeatRounds(rounds, sealEveryMs))
    },
    stop: async () => {
      await Promise.all(running.splice(0).map((task) => task.stop()))
    },
  }
}
