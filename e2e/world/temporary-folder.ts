import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cleanup } from './cleanup.ts'

/** A folder that is gone in the end. */
export const temporaryFolder = (cleanup: Cleanup): string => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-prove-'))
  cleanup.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
