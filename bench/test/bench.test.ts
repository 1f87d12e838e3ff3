import { expect, test } from 'vitest'
import { measures } from '../measures/measures.ts'
import { printReport } from '../report/print-report.ts'
import { runBench } from '../run-bench.ts'

test('the benchmark answers every request well and fills its rows', async () => {
  const options = { rounds: 1, seconds: 30, cyclesAtMost: 150, only: [] }
  const report = await runBench(options, () => undefined)

  expect(report.firstError).toBeUndefined()
  expect(report.errors).toBe(0)
  expect(report.isValid).toBe(true)
  expect(report.measures.map(({ title }) => title)).toEqual(measures.map(({ title }) => title))
  for (const { ours } of report.measures) expect(ours).toBeGreaterThan(0)
  expect(printReport(report)).toContain('No errors.')
}, 240_000)
