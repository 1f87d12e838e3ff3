import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { History } from '../history/history.ts'

/** Keeps a history where it survives this run, and says where. */
export const saveHistory = (history: History): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'countersign-history-')), 'history.json')
  writeFileSync(file, JSON.stringify(history))
  return file
}

/** Reads a history that {@link saveHistory} wrote. */
export const readHistory = (file: string): History =>
  JSON.parse(readFileSync(file, 'utf8')) as History
