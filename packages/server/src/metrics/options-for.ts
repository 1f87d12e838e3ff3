import type { Registry } from 'prom-client'
import type { MetricDefinition } from './definitions.ts'

/** What prom-client makes a metric from. */
export const optionsFor = (registry: Registry, { name, help, labels }: MetricDefinition) => ({
  ...{ name, help },
  labelNames: Object.keys(labels),
  registers: [registry],
})
