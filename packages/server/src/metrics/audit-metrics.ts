import type { TelemetryEvent } from 'countersign'
import { Counter, Gauge, type Registry } from 'prom-client'
import type { BoundedLabels } from './bounded-labels.ts'
import { counters, gauges } from './definitions.ts'
import { optionsFor } from './options-for.ts'

type AuditEventKind =
  | 'checkpoint_sealed'
  | 'log_sealed'
  | 'audit_task_failed'
  | 'abuse_detected'
  | 'switches_seen'

/** What the work around the audit log tells. */
export type AuditTelemetry = Extract<TelemetryEvent, { readonly kind: AuditEventKind }>

/** Creates the metrics of the work around the audit log. */
export const createAuditMetrics = (
  registry: Registry,
  labels: BoundedLabels,
): ((event: AuditTelemetry) => void) => {
  const checkpoints = new Counter(optionsFor(registry, counters.checkpoints))
  const failures = new Counter(optionsFor(registry, counters.auditFailures))
  const alarms = new Counter(optionsFor(registry, counters.abuseAlarms))
  const sealedAt = new Gauge(optionsFor(registry, gauges.sealedAt))
  const switchedOff = new Gauge(optionsFor(registry, gauges.switchedOff))

  return (event) => {
    switch (event.kind) {
      case 'checkpoint_sealed':
        return checkpoints.inc()
      case 'log_sealed':
        return sealedAt.set(event.atMs / 1000)
      case 'audit_task_failed':
        return failures.inc({ task: event.task })
      case 'abuse_detected':
        return alarms.inc({ kind: event.abuse })
      case 'switches_seen': {
        switchedOff.reset()
        for (const { scope, target } of event.off)
          switchedOff.set({ scope, target: labels.switched(scope, target) }, 1)
        return
      }
      default:
        return event satisfies never
    }
  }
}
