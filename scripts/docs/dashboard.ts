/** One line of a panel: what is asked, and how each answer is called. */
interface Query {
  readonly expr: string
  readonly legend: string
}

interface Panel {
  readonly title: string
  readonly description: string
  readonly unit: 'reqps' | 's' | 'percentunit' | 'bytes' | 'none'
  readonly queries: readonly Query[]
}

const took = 'outcome=~"sent|unknown"'
const calls = 'countersign_provider_call_duration_seconds'
const requests = 'countersign_http_request_duration_seconds'

const rate = (series: string, by: string) => `sum by (${by}) (rate(${series}[$__rate_interval]))`

const quantile = (quantile: number, histogram: string, by: string) =>
  `histogram_quantile(${quantile}, ${rate(`${histogram}_bucket`, `le, ${by}`)})`

const conversion = (by: string) =>
  `(sum by (${by}) (increase(countersign_verified_total[1h])) or sum by (${by}) (increase(countersign_sends_total{${took}}[1h])) * 0) / (sum by (${by}) (increase(countersign_sends_total{${took}}[1h])) > 0)`

/** Row by row, three panels in each. */
const panels: readonly Panel[] = [
  {
    title: 'Codes asked for',
    description: 'By how it ended. Everything but sent and repeated deserves a look when it grows.',
    unit: 'reqps',
    queries: [{ expr: rate('countersign_sends_total', 'outcome'), legend: '{{outcome}}' }],
  },
  {
    title: 'Codes checked',
    description: 'By how it ended. A rise of wrong, unknown and locked is somebody who guesses.',
    unit: 'reqps',
    queries: [{ expr: rate('countersign_verifications_total', 'outcome'), legend: '{{outcome}}' }],
  },
  {
    title: 'Limits that refused',
    description: 'Shadow limits, which refuse nobody, are marked.',
    unit: 'reqps',
    queries: [
      {
        expr: rate('countersign_limit_hits_total', 'purpose, limit, on, shadow'),
        legend: '{{purpose}} per {{limit}} on {{on}}, shadow {{shadow}}',
      },
    ],
  },
  {
    title: 'Conversion by purpose',
    description: 'Codes that came back of those that were sent, over an hour.',
    unit: 'percentunit',
    queries: [{ expr: conversion('purpose'), legend: '{{purpose}}' }],
  },
  {
    title: 'Conversion by country',
    description: 'Far below the others: messages that do not arrive, or numbers that nobody reads.',
    unit: 'percentunit',
    queries: [{ expr: conversion('country'), legend: '{{country}}' }],
  },
  {
    title: 'Conversion by integration',
    description: 'Codes checked by another process than the one that sent them count as none.',
    unit: 'percentunit',
    queries: [{ expr: conversion('integration'), legend: '{{integration}}' }],
  },
  {
    title: 'Calls of providers',
    description: 'By how they ended, retries counted one by one.',
    unit: 'reqps',
    queries: [
      {
        expr: rate(`${calls}_count`, 'integration, outcome'),
        legend: '{{integration}} {{outcome}}',
      },
    ],
  },
  {
    title: 'Time of provider calls',
    description: 'Half of the calls, and one in twenty, take longer.',
    unit: 's',
    queries: [
      { expr: quantile(0.5, calls, 'integration'), legend: '{{integration}} p50' },
      { expr: quantile(0.95, calls, 'integration'), legend: '{{integration}} p95' },
    ],
  },
  {
    title: 'Circuit breakers',
    description: '0 closed, 1 being tried again, 2 open: the integration is left alone.',
    unit: 'none',
    queries: [
      { expr: 'max by (integration) (countersign_breaker_state)', legend: '{{integration}}' },
    ],
  },
  {
    title: 'Messages by country',
    description:
      'What you pay for. A country that rises by itself is a fraud until proved otherwise.',
    unit: 'reqps',
    queries: [{ expr: rate(`countersign_sends_total{${took}}`, 'country'), legend: '{{country}}' }],
  },
  {
    title: 'Requests',
    description: 'By route and status.',
    unit: 'reqps',
    queries: [{ expr: rate(`${requests}_count`, 'route, status'), legend: '{{route}} {{status}}' }],
  },
  {
    title: 'Time of requests',
    description: 'One in a hundred takes longer. A send waits for its provider.',
    unit: 's',
    queries: [{ expr: quantile(0.99, requests, 'route'), legend: '{{route}}' }],
  },
  {
    title: 'Time of store calls',
    description: 'One in a hundred takes longer, waiting for the disk included.',
    unit: 's',
    queries: [
      { expr: quantile(0.99, 'countersign_store_duration_seconds', 'verb'), legend: '{{verb}}' },
    ],
  },
  {
    title: 'Store errors',
    description: 'Requests that met one were answered with 503.',
    unit: 'reqps',
    queries: [{ expr: rate('countersign_store_errors_total', 'verb'), legend: '{{verb}}' }],
  },
  {
    title: 'Abuse alarms',
    description: 'Alarms within an hour, by kind. Nothing is stopped by them: see the runbook.',
    unit: 'none',
    queries: [
      {
        expr: 'sum by (kind) (increase(countersign_abuse_alarms_total[1h]))',
        legend: '{{kind}}',
      },
    ],
  },
  {
    title: 'Switched off',
    description: 'Everything that is switched off now.',
    unit: 'none',
    queries: [
      {
        expr: 'max by (scope, target) (countersign_switched_off)',
        legend: '{{scope}} {{target}}',
      },
    ],
  },
  {
    title: 'Audit log',
    description: 'How old its oldest unsealed event can be, and work that failed in five minutes.',
    unit: 's',
    queries: [
      {
        expr: 'time() - max(countersign_audit_sealed_timestamp_seconds)',
        legend: 'unsealed for, seconds',
      },
      {
        expr: 'sum by (task) (increase(countersign_audit_failures_total[5m]))',
        legend: 'failed: {{task}}',
      },
    ],
  },
  {
    title: 'Instances',
    description: 'Ready ones, and how long their event loop makes others wait.',
    unit: 'none',
    queries: [
      { expr: 'sum(countersign_ready)', legend: 'ready' },
      {
        expr: 'max(nodejs_eventloop_lag_p99_seconds{job="countersign"})',
        legend: 'lag p99, seconds',
      },
    ],
  },
]

const panelsInRow = 3
const height = 8
const width = 24 / panelsInRow
const datasource = { type: 'prometheus', uid: '$datasource' }

const toPanel = ({ title, description, unit, queries }: Panel, n: number) => ({
  id: n + 1,
  type: 'timeseries',
  title,
  description,
  datasource,
  gridPos: {
    h: height,
    w: width,
    x: (n % panelsInRow) * width,
    y: Math.floor(n / panelsInRow) * height,
  },
  fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
  targets: queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode(65 + index),
    datasource,
    expr,
    legendFormat: legend,
  })),
})

/** The dashboard for Grafana, to be imported as it is. */
export const dashboard = (): string =>
  JSON.stringify({
    uid: 'countersign',
    title: 'Countersign',
    tags: ['countersign'],
    schemaVersion: 41,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' }],
    },
    panels: panels.map(toPanel),
  })
