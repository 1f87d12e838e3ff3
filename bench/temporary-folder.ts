import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder that whoever asked for it removes. */
export const temporaryFolder = (parent = tmpdir()): string =>
  mkdtempSync(join(parent, 'countersign-bench-'))
