import { readFileSync, writeFileSync } from 'node:fs'
import { printReport } from './print-report.ts'
import type { Report } from './report.ts'

const begin = '<!-- figures: written by "npm run bench -- --write FILE" -->'
const end = '<!-- end of figures -->'

/**
 * Puts a report between the markers of a Markdown file.
 *
 * @throws Error if the report is not valid or the file has no markers
 */
export const writeFigures = (path: string, report: Report): void => {
  if (!report.isValid) throw new Error('a run with errors is not written down')
  const text = readFileSync(path, 'utf8')
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`${path} has no place for figures`)
  const figures = `${begin}\n\n${printReport(report)}\n`
  writeFileSync(path, text.slice(0, from) + figures + text.slice(to))
}
