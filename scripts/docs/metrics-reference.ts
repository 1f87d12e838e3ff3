import { builtInPurposes } from 'countersign'
import { table } from '../../packages/countersign/src/http/reference/table.ts'
import { createMetrics } from '../../packages/server/src/metrics/create-metrics.ts'
import {
  counters,
  gauges,
  histograms,
  type MetricDefinition,
} from '../../packages/server/src/metrics/definitions.ts'
import { page } from './page.ts'

const intro = `# Metrics

What \`/metrics\` has for Prometheus, on the address that \`metrics\` of the
[configuration](configuration.md#metrics) names. [Monitoring](../guide/monitoring.md) says what to do with it.

No label holds anything of a person. Each has a set of values that is known when the server starts; whatever is not
in it is counted as \`other\`.`

const sectionOf = ({ name, help, labels }: MetricDefinition): readonly string[] => [
  `### ${name}`,
  help,
  ...(Object.keys(labels).length > 0
    ? [
        table(
          ['Label', 'Values'],
          Object.entries(labels).map(([label, values]) => [`\`${label}\``, values]),
        ),
      ]
    : []),
]

/** The reference of all metrics. */
export const metricsReference = async (): Promise<string> => {
  const { registry } = createMetrics({ policies: builtInPurposes, channels: {}, countries: [] })
  const all = await registry.getMetricsAsJSON()
  const others = all.filter(({ name }) => !name.startsWith('countersign_'))
  return page('packages/server/src/metrics/definitions.ts', [
    intro,
    '## Counters',
    ...Object.values(counters).flatMap(sectionOf),
    '## Histograms',
    'Each comes as `_bucket`, `_sum` and `_count`, in seconds.',
    ...Object.values(histograms).flatMap(sectionOf),
    '## Gauges',
    ...Object.values(gauges).flatMap(sectionOf),
    '## The process',
    table(
      ['Metric', 'Meaning'],
      others.map(({ name, help }) => [`\`${name}\``, help]),
    ),
  ])
}
