import { timingSafeEqual } from 'node:crypto'
import type { Rows } from '../connections.ts'

/** The row of the first of these hashes that has one. */
export const rowOfFirst = (
  rows: Rows,
  hashes: readonly Uint8Array[],
): Readonly<Record<string, unknown>> | undefined =>
  hashes.flatMap((hash) => rows.filter((row) => isSame(row['hash'], hash)))[0]

const isSame = (stored: unknown, hash: Uint8Array): boolean =>
  stored instanceof Uint8Array && stored.length === hash.length && timingSafeEqual(stored, hash)
