import { builtInPurposes } from 'countersign'
import { createMetrics } from '../../../packages/server/src/metrics/create-metrics.ts'
import {
  counters,
  gauges,
  histograms,
  type MetricDefinition,
} from '../../../packages/server/src/metrics/definitions.ts'
import type { KnownMetrics, Labels } from './promql.ts'

/** Labels that Prometheus itself adds to everything it scrapes. */
const added: Labels = new Map([
  ['job', 'anything'],
  ['instance', 'anything'],
])

/** Values stand between backticks in the definition; a label without any is open. */
const valuesIn = (meaning: string): ReadonlySet<string> | 'anything' => {
  const values = [...meaning.matchAll(/`([\w.]+)`/g)].map(([, value = '']) => value)
  return values.length > 1 && !/one that|for example|ISO|other/.test(meaning)
    ? new Set(values)
    : 'anything'
}

const labelsOf = ({ labels }: MetricDefinition): Labels =>
  new Map([
    ...added,
    ...Object.entries(labels).map(([label, meaning]) => [label, valuesIn(meaning)] as const),
  ])

/** Every metric that a scrape can bring, and `up`, which Prometheus makes of each scrape. */
export const knownMetrics = async (): Promise<KnownMetrics> => {
  const { registry } = createMetrics({ policies: builtInPurposes, channels: {}, countries: [] })
  const ofProcess = (await registry.getMetricsAsJSON()).map(({ name }) => [name, added] as const)
  const plain = [...Object.values(counters), ...Object.values(gauges)].map(
    (of) => [of.name, labelsOf(of)] as const,
  )
  const timed = Object.values(histograms).flatMap((of) => [
    [`${of.name}_bucket`, new Map([...labelsOf(of), ['le', 'anything'] as const])] as const,
    ...['_sum', '_count'].map((suffix) => [of.name + suffix, labelsOf(of)] as const),
  ])
  return new Map([['up', added], ...ofProcess, ...plain, ...timed])
}
