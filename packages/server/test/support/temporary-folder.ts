import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Takes work to be done when a test, or a file of tests, is over. */
export type AtEnd = (work: () => void | Promise<void>) => void

/** A folder that is gone when the test is. */
export const temporaryFolder = (atEnd: AtEnd = onTestFinished): string => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-server-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
