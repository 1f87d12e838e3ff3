import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '@countersign/server'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { inRepository } from '../../scripts/docs/repository.ts'
import { blocksOf, documents, readDocument } from './support/documents.ts'
import { knownMetrics } from './support/known-metrics.ts'
import { faultsOf } from './support/promql.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const duration = z.string().regex(/^\d+[smhd]$/)

/** A file of alerting rules, as `promtool check rules` takes it, less what we have no use for. */
const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string().min(1),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Countersign[A-Za-z]+$/),
          expr: z.string(),
          for: duration.optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({ summary: z.string().regex(/\.$/) }),
        }),
      ),
    }),
  ),
})

const text = readFileSync(inRepository('ops/alerts.yml'), 'utf8')
const rules = ruleFile.parse(parse(text)).groups.flatMap((group) => group.rules)

const dashboard = z
  .object({
    panels: z.array(
      z.object({
        title: z.string(),
        targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })).min(1),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(inRepository('ops/dashboard.json'), 'utf8')))

const metrics = await knownMetrics()

describe('B9 E11 the alerts', () => {
  test.each(rules)('$alert asks for what there is', ({ expr }) => {
    expect(faultsOf(expr, metrics)).toEqual([])
  })

  test('have each a name of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  })

  test('name in their text only labels that their expression leaves', () => {
    for (const { alert, expr, annotations } of rules)
      for (const [, label = ''] of annotations.summary.matchAll(/\$labels\.(\w+)/g))
        if (label !== 'instance')
          expect(expr, alert).toMatch(new RegExp(`by \\([^)]*\\b${label}\\b`))
  })

  test('are all in the guide, which says what to do, and no others are', () => {
    const guide = readDocument('docs/guide/monitoring.md').text
    const named = [...guide.matchAll(/^\| `(Countersign\w+)`/gm)].map(([, name]) => name)
    expect(named.toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted())
  })
})

test.each(dashboard.panels)('B9 E11 the panel "$title" asks for what there is', ({ targets }) => {
  for (const { expr, legendFormat } of targets) {
    expect(faultsOf(expr, metrics)).toEqual([])
    for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
      expect(expr).toMatch(new RegExp(`by \\([^)]*\\b${label}\\b`))
  }
})

const blocks = documents().flatMap((document) =>
  blocksOf(document).map((block) => ({ ...block, at: `${document.path}:${block.line}` })),
)

test.each(blocks.filter(({ language }) => language === 'promql'))(
  'C14 the query at $at asks for what there is',
  ({ text: query }) => expect(faultsOf(query, metrics)).toEqual([]),
)

test.each(blocks.filter(({ language }) => language === 'yaml'))(
  'C14 the scrape configuration at $at names the job of the alerts, their file and the default port',
  async ({ text: yaml }) => {
    const { metrics: address } = await loadConfig({ file: emptyConfig(), env: {} })
    const job = { job_name: 'countersign', static_configs: [{ targets: expect.any(Array) }] }
    const config = parse(yaml)
    expect(config).toEqual({ scrape_configs: [job], rule_files: ['alerts.yml'] })
    for (const target of config.scrape_configs[0].static_configs[0].targets)
      expect(target).toMatch(new RegExp(`:${address.port}$`))
  },
)

const emptyConfig = () => {
  const file = join(temporaryFolder(), 'empty.config.json')
  writeFileSync(file, '{}')
  return file
}

test.each([
  ['no PromQL at ', 'sum(countersign_ready'],
  ['asks for no metric', '1 + 1'],
  ['no metric countersign_sent', 'rate(countersign_sent[5m])'],
  ['no label carrier', 'sum by (carrier) (rate(countersign_sends_total[5m]))'],
  ['countersign_ready has no label outcome', 'countersign_ready{outcome="sent"}'],
  ['outcome of countersign_sends_total is never ok', 'countersign_sends_total{outcome=~"sent|ok"}'],
])('a query that asks for nothing is found: %s', (fault, expr) => {
  expect(faultsOf(expr, metrics).join('\n')).toContain(fault)
})
