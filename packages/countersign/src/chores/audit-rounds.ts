import { replayEvents } from '../engine/abuse/replay.ts'
import type { AbuseThresholds } from '../engine/abuse/thresholds.ts'
import { createAbuseWatch } from '../engine/abuse/watch.ts'
import { createSealer, type Sealer } from '../engine/audit/sealer.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { AuditTask, Telemetry } from '../ports/telemetry.ts'
import type { CheckpointDestination } from './checkpoint-destination.ts'
import { createCheckpointExport } from './export-checkpoints.ts'
import { createAlarmReport } from './report-alarms.ts'
import { readSwitchedOff } from './switched-off.ts'

/** Work around the audit log, one round of each. None of it rejects. */
export interface AuditRounds {
  /** Seals what is new, and watches it. Whether all was sealed: if not, there is more to do at once. */
  seal(): Promise<boolean>
  /** Writes new checkpoints to where copies of them are kept. */
  exportNew(): Promise<void>
  /** Tells what is switched off. */
  lookAtSwitches(): Promise<void>
}

/** Options of {@link createAuditRounds}. */
export interface AuditRoundsOptions {
  readonly store: Pick<Store, 'audit' | 'switches' | 'integrations'>
  readonly keyRing: KeyRing
  readonly log: Log
  readonly telemetry: Telemetry
  readonly thresholds: AbuseThresholds
  readonly destination?: CheckpointDestination | undefined
  readonly clock?: Clock | undefined
}

/** Puts one instance's part of the work together. Any number of instances may do it beside each other. */
export const createAuditRounds = (options: AuditRoundsOptions): AuditRounds => {
  const { store, log, telemetry, destination, clock = systemClock } = options
  const seal = createSealing(options)
  const exportNew =
    destination &&
    createCheckpointExport({
      audit: store.audit,
      destination,
      onMisfit: ({ number }) => {
        log.error({ number }, 'the audit log does not have a checkpoint that was exported')
        telemetry.record({ kind: 'audit_task_failed', task: 'anchor' })
      },
    })

  /** Nothing that fails here may reach anybody who waits for something else. */
  const attempt = async (task: AuditTask, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      log.warn(
        { task, cause: causeOf(error) },
        'work around the audit log failed; it is tried again',
      )
      telemetry.record({ kind: 'audit_task_failed', task })
      return false
    }
  }

  return {
    seal: async () => {
      const startedAtMs = clock.now()
      let isComplete = false
      const isDone = await attempt('seal', async () => {
        isComplete = await seal.round(attempt)
      })
      if (isComplete) telemetry.record({ kind: 'log_sealed', atMs: startedAtMs })
      return isComplete || !isDone
    },
    exportNew: async () => void (exportNew && (await attempt('export', exportNew))),
    lookAtSwitches: async () =>
      void (await attempt('switches', async () => telemetry.record(await readSwitchedOff(store)))),
  }
}

type Attempt = (task: AuditTask, work: () => Promise<void>) => Promise<boolean>

/** Reads the log once, for the sealer and for the watch. */
const createSealing = ({
  store: { audit },
  keyRing,
  log,
  telemetry,
  thresholds,
  clock = systemClock,
}: AuditRoundsOptions) => {
  const { windowSeconds } = thresholds
  const watch = createAbuseWatch(thresholds)
  const report = createAlarmReport({ watch, windowSeconds, audit, keyRing, log, telemetry })
  let sealer: Sealer | undefined

  const begin = async (attempt: Attempt): Promise<Sealer> => {
    const upTo = await audit.heads()
    const fromMs = clock.now() - windowSeconds * 1000
    await attempt('watch', () => replayEvents({ audit, watch, fromMs, upTo }))
    return createSealer({ audit, keyRing, clock, observe: watch.observe, observedTo: upTo })
  }

  return {
    round: async (attempt: Attempt): Promise<boolean> => {
      sealer ??= await begin(attempt)
      const { checkpoint, isComplete } = await sealer.seal()
      if (checkpoint === undefined) return isComplete
      telemetry.record({ kind: 'checkpoint_sealed' })
      await attempt('watch', () => report(clock.now()))
      return isComplete
    },
  }
}

const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error ? String(error.code) : error.name
}
