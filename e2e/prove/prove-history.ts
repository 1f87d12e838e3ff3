import { checkHistory } from '../checker/check.ts'
import { describeFinding } from '../checker/finding.ts'
import { readHistory } from './history-file.ts'

/** Judges a saved history. @returns the exit code */
export const proveHistory = (file: string): number => {
  const { checked, undecided, findings } = checkHistory(readHistory(file))
  for (const finding of findings) process.stdout.write(`\n${describeFinding(finding)}\n`)
  process.stdout.write(
    `\n${checked} challenges checked, ${undecided} could not be judged, violations: ${findings.length}\n`,
  )
  return findings.length === 0 ? 0 : 1
}
