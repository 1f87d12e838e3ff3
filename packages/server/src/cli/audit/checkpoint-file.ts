import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { StoredCheckpoint } from 'countersign'
import { z } from 'zod'
import { refusal } from '../../config/refusal.ts'

const lineSchema = z.strictObject({
  number: z.int().min(1),
  text: z.string(),
  signature: z.base64(),
  keyId: z.string(),
})

/** A checkpoint as it leaves the database: a line of JSON. */
export const checkpointLine = ({ number, text, signature, keyId }: StoredCheckpoint): string => {
  const base64 = Buffer.from(signature).toString('base64')
  return JSON.stringify({ number, text, signature: base64, keyId })
}

/**
 * Reads a file of such lines.
 *
 * @throws CountersignError `invalid_configuration` if it holds anything else, or nothing: whoever emptied
 * it would have taken away what the log is checked against
 */
export const readCheckpoints = (path: string): readonly StoredCheckpoint[] => {
  if (!existsSync(path)) throw refusal([`--checkpoints: ${path} is missing`])
  const lines = linesIn(path)
  if (lines.length === 0) throw refusal([`--checkpoints: ${path} is empty`])
  return lines.map((line, n) => readLine(line, `${path}, line ${n + 1}`))
}

const linesIn = (path: string): readonly string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')

const readLine = (line: string, place: string): StoredCheckpoint => {
  try {
    const { signature, ...rest } = lineSchema.parse(JSON.parse(line))
    return { ...rest, signature: Buffer.from(signature, 'base64') }
  } catch {
    throw refusal([`--checkpoints: ${place}: is no checkpoint`])
  }
}

/** Adds a line to a file, which is made if it is missing. False if it holds the line already. */
export const addCheckpointLine = (path: string, line: string): boolean => {
  if (existsSync(path) && linesIn(path).includes(line)) return false
  appendFileSync(path, `${line}\n`, { flush: true })
  return true
}
