import type { BreakerState, Telemetry } from 'countersign'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { version } from '../version.ts'
import { createAuditMetrics } from './audit-metrics.ts'
import { createBoundedLabels, type LabelSource } from './bounded-labels.ts'
import { counters, gauges, histograms, type MetricDefinition } from './definitions.ts'
import { optionsFor } from './options-for.ts'

/** Events in, metrics out. */
export interface Metrics {
  readonly telemetry: Telemetry
  readonly registry: Registry
}

const breakerValues: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 }

/** Creates the metrics of this process. Every label has a set of values that is known at start. */
export const createMetrics = (source: LabelSource): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  registerBuild(registry)
  return { registry, telemetry: createSink(registry, createBoundedLabels(source)) }
}

const createSink = (
  registry: Registry,
  labels: ReturnType<typeof createBoundedLabels>,
): Telemetry => {
  const counter = (of: MetricDefinition) => new Counter(optionsFor(registry, of))
  const histogram = (of: MetricDefinition & { readonly buckets: readonly number[] }) =>
    new Histogram({ ...optionsFor(registry, of), buckets: [...of.buckets] })

  const sends = counter(counters.sends)
  const verifications = counter(counters.verifications)
  const verified = counter(counters.verified)
  const redemptions = counter(counters.redemptions)
  const limitHits = counter(counters.limitHits)
  const storeErrors = counter(counters.storeErrors)
  const requests = histogram(histograms.requests)
  const providerCalls = histogram(histograms.providerCalls)
  const store = histogram(histograms.store)
  const recordAudit = createAuditMetrics(registry, labels)
  const breaker = new Gauge(optionsFor(registry, gauges.breaker))

  /** The labels that say what a message was for and where it went. */
  const destined = (event: {
    readonly purpose: string
    readonly country: string | undefined
    readonly integration: string | undefined
  }) => ({
    purpose: labels.purpose(event.purpose),
    country: labels.country(event.country),
    integration: labels.integration(event.integration),
  })

  return {
    record: (event) => {
      switch (event.kind) {
        case 'send_answered': {
          const { channel, outcome } = event
          return sends.inc({ ...destined(event), channel, outcome })
        }
        case 'verify_answered':
          return verifications.inc({
            purpose: labels.purpose(event.purpose),
            outcome: event.outcome,
          })
        case 'redeem_answered':
          return redemptions.inc({ purpose: labels.purpose(event.purpose), outcome: event.outcome })
        case 'verified':
          return verified.inc(destined(event))
        case 'limit_hit': {
          const { limit, on, isShadow } = event
          const purpose = labels.purpose(event.purpose)
          return limitHits.inc({ purpose, limit, on, shadow: String(isShadow) })
        }
        case 'provider_called': {
          const { channel, outcome, seconds } = event
          const integration = labels.integration(event.integration)
          return providerCalls.observe({ integration, channel, outcome }, seconds)
        }
        case 'breaker_moved': {
          const integration = labels.integration(event.integration)
          return breaker.set({ integration }, breakerValues[event.state])
        }
        case 'store_asked': {
          const { verb, seconds } = event
          if (event.hasFailed) storeErrors.inc({ verb })
          return store.observe({ verb }, seconds)
        }
        case 'request_answered': {
          const { method, route, status, seconds } = event
          return requests.observe({ method, route, status }, seconds)
        }
        default:
          return recordAudit(event)
      }
    },
  }
}

const registerBuild = (registry: Registry): void =>
  new Gauge(optionsFor(registry, gauges.build)).set({ version }, 1)
