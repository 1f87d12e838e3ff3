import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is gone when the test is. */
export const temporaryFolder = (parent = tmpdir()): string => {
  const folder = mkdtempSync(join(parent, 'countersign-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
