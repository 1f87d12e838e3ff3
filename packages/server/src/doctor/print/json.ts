import type { Report } from '../report.ts'

/** The report for programs. */
export const printJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`
