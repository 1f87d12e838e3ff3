import type { AbuseAlarm, AbuseWatch } from '../engine/abuse/watch.ts'
import { createAuditor } from '../engine/audit/auditor.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import type { AuditDraft, AuditStore } from '../ports/audit.ts'
import type { Log } from '../ports/log.ts'
import { systemRandom } from '../ports/random.ts'
import type { Telemetry } from '../ports/telemetry.ts'

/** Options of {@link createAlarmReport}. */
export interface AlarmReportOptions {
  readonly watch: AbuseWatch
  readonly windowSeconds: number
  readonly audit: Pick<AuditStore, 'append'>
  readonly keyRing: KeyRing
  readonly log: Log
  readonly telemetry: Telemetry
}

/** The watch only watches: nothing is stopped by it. */
const outcome = 'watched'

/** Events that could not be written are kept for the next round, up to so many. */
const pendingAtMost = 1000

/** Reports what the watch finds: a line in the log, a count, and an event in the audit log. */
export const createAlarmReport = ({
  watch,
  windowSeconds,
  audit,
  keyRing,
  log,
  telemetry,
}: AlarmReportOptions): ((nowMs: number) => Promise<void>) => {
  const pending: AuditDraft[] = []

  const announce = ({ kind, target, count }: AbuseAlarm) => {
    telemetry.record({ kind: 'abuse_detected', abuse: kind })
    const facts = { kind, target, count, window: windowSeconds }
    log.warn(facts, 'sending looks like abuse')
    if (pending.length < pendingAtMost)
      pending.push(createAuditor(keyRing, systemRandom)({ type: 'abuse.detected', facts }))
  }

  return async (nowMs) => {
    for (const alarm of watch.alarms(nowMs)) announce(alarm)
    for (let [draft] = pending; draft !== undefined; [draft] = pending) {
      await audit.append({ draft, outcome })
      pending.shift()
    }
  }
}
