import type { Environment } from './environment.ts'
import type { MeasureRow, PhaseRow, Report } from './report.ts'

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Three digits that count, without an exponent. */
const figure = (value: number): string =>
  value >= 1000 ? String(Math.round(value / 10) * 10) : String(Number(value.toPrecision(3)))

const measureCells = (row: MeasureRow): readonly string[] => {
  const aim = (value: number) => `${row.isLowerBetter ? '≤' : '≥'} ${figure(value)}`
  const ours = `**${figure(row.ours)}** (${row.range.map(figure).join(' to ')})`
  const byCpu = row.byCpu === undefined ? '-' : figure(row.byCpu)
  return [row.id, row.title, aim(row.must), aim(row.goal), ours, byCpu, row.verdict]
}

const phaseCells = ({ phase, perSecond, cpuMicroseconds, ...row }: PhaseRow): readonly string[] => {
  const times = (latency: PhaseRow['send']) =>
    latency === undefined ? '-' : `${figure(latency.p50)} / ${figure(latency.p99)}`
  const busy = row.driverBusy === undefined ? '-' : `${Math.round(row.driverBusy * 100)} %`
  return [
    ...[phase, figure(perSecond), figure(cpuMicroseconds)],
    ...[times(row.send), times(row.verify), busy],
  ]
}

const environmentLine = (environment: Environment): string =>
  [
    `Node ${environment.node}`,
    environment.system,
    environment.cpu,
    `${environment.memoryGb} GB`,
    `a small write is on the disk after ${environment.syncMicroseconds} us`,
    `load before the run ${environment.loadBefore.toFixed(1)}`,
  ].join(', ')

/** The report as Markdown. */
export const printReport = (report: Report): string => {
  const validity = report.isValid
    ? 'No errors.'
    : `NOT VALID: ${report.errors} errors, the first: ${report.firstError ?? 'nothing was answered'}`
  return `${table(
    ['', 'measure', 'must', 'goal', 'ours (least to greatest round)', 'by CPU time', 'verdict'],
    report.measures.map(measureCells),
  )}

${table(
  [
    'server, connections',
    'cycles/s',
    'server CPU us per cycle',
    'send p50 / p99 ms',
    'verify p50 / p99 ms',
    'driver busy',
  ],
  report.phases.map(phaseCells),
)}

${report.rounds} rounds of ${report.seconds} s for each line. ${environmentLine(report.environment)}. ${validity}
`
}
