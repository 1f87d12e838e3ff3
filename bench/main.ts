import { writeFileSync } from 'node:fs'
import { readOptions } from './options.ts'
import { printReport } from './report/print-report.ts'
import { writeFigures } from './report/write-figures.ts'
import { runBench } from './run-bench.ts'

const options = readOptions(process.argv.slice(2))
const report = await runBench(options, (line) => process.stderr.write(`${line}\n`))

process.stdout.write(printReport(report))
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
if (options.write !== undefined) writeFigures(options.write, report)
process.exitCode = report.isValid ? 0 : 1
