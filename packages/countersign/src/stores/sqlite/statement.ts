import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'

/** Values by name, as a statement names them. */
export type Parameters = Record<string, SQLInputValue>

/** A row, by column name. */
export type Row = Record<string, SQLOutputValue>

/** Runs one prepared statement; the first row back, or none. */
export type Statement = (parameters: Parameters) => Row | undefined

/**
 * Prepares a statement. Always read with `get`: `run` reports the last row id as a number and so
 * throws on our 63-bit ones. Names that a statement does not use are passed over, so one set of
 * parameters serves the statements of a verb.
 */
export const prepare = (database: DatabaseSync, sql: string): Statement => {
  const statement = database.prepare(sql)
  statement.setAllowUnknownNamedParameters(true)
  return (parameters) => statement.get(parameters)
}

/** The integer key of a row: the first 63 bits of a keyed hash. */
export const rowId = (lookup: Uint8Array): bigint =>
  Buffer.from(lookup.buffer, lookup.byteOffset, 8).readBigUInt64BE() >> 1n
