import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'

/** Values by name, as a statement names them. */
export type Parameters = Record<string, SQLInputValue>

/** A row, by column name. */
export type Row = Record<string, SQLOutputValue>

/** Runs one prepared statement; the first row back, or none. */
export type Statement = (parameters: Parameters) => Row | undefined

/** Runs one prepared statement that gives no row back; whether it changed any. */
export type Change = (parameters: Parameters) => boolean

/** Runs one prepared statement that adds a row or none; the id of the row. */
export type Insertion = (parameters: Parameters) => number | undefined

/** Runs one prepared statement; every row back. */
export type StatementOfRows = (parameters: Parameters) => readonly Row[]

/**
 * Prepares a statement of which the first row is wanted. One set of parameters serves the statements of a
 * verb; each statement takes those that it names, by number, which saves the driver looking every name up.
 */
export const prepare = (database: DatabaseSync, sql: string): Statement => {
  const { numbered, valuesOf } = numberParameters(sql)
  const statement = database.prepare(numbered)
  const columns = statement.columns().map(({ name }) => name)
  // the driver makes a dictionary of each row, name by name; a list and the names that we know cost half
  statement.setReturnArrays(true)
  return (parameters) => {
    const values = statement.get(...valuesOf(parameters)) as SQLOutputValue[] | undefined
    return values && rowOf(columns, values)
  }
}

const rowOf = (columns: readonly string[], values: readonly SQLOutputValue[]): Row => {
  const row: Row = {}
  for (const [n, name] of columns.entries()) row[name] = values[n] ?? null
  return row
}

/**
 * Prepares a statement without `returning`, for which SQLite makes a table each time: that costs as much as
 * changing a row does.
 */
export const prepareChange = (database: DatabaseSync, sql: string): Change => {
  const run = prepareRun(database, sql)
  return (parameters) => run(parameters).changes !== 0n
}

/** Prepares a statement that adds one row, or none, to a table whose ids are sequential. */
export const prepareInsertion = (database: DatabaseSync, sql: string): Insertion => {
  const run = prepareRun(database, sql)
  return (parameters) => {
    const { changes, lastInsertRowid } = run(parameters)
    return changes === 0n ? undefined : Number(lastInsertRowid)
  }
}

const prepareRun = (database: DatabaseSync, sql: string) => {
  const { numbered, valuesOf } = numberParameters(sql)
  const statement = database.prepare(numbered)
  // it always reports the last row id, and ours of 63 bits are no numbers
  statement.setReadBigInts(true)
  return (parameters: Parameters) => statement.run(...valuesOf(parameters))
}

/** Prepares a statement that changes or finds several rows. */
export const prepareAll = (database: DatabaseSync, sql: string): StatementOfRows => {
  const { numbered, valuesOf } = numberParameters(sql)
  const statement = database.prepare(numbered)
  return (parameters) => statement.all(...valuesOf(parameters))
}

/** Prepares a statement of which every row is wanted, with numbers that may be larger than ours. */
export const prepareRows = (database: DatabaseSync, sql: string): StatementOfRows => {
  const { numbered, valuesOf } = numberParameters(sql)
  const statement = database.prepare(numbered)
  // a number that somebody else wrote may be larger than ours, and then reading it would fail
  statement.setReadBigInts(true)
  return (parameters) => statement.all(...valuesOf(parameters))
}

const numberParameters = (sql: string) => {
  const names: string[] = []
  const numbered = sql.replace(/:([a-z_]+)/g, (_, name: string) => {
    const known = names.indexOf(name)
    // the next one needs no number, and the driver looks through all that have one for each value
    if (known < 0) names.push(name)
    return known < 0 ? '?' : `?${known + 1}`
  })
  const valuesOf = (parameters: Parameters): readonly SQLInputValue[] => {
    const values: SQLInputValue[] = []
    for (const name of names) values.push(parameterNamed(parameters, name))
    return values
  }
  return { numbered, valuesOf }
}

const parameterNamed = (parameters: Parameters, name: string): SQLInputValue => {
  const value = parameters[name]
  if (value === undefined) throw new TypeError(`a statement misses :${name}`)
  return value
}

const idBytes = new Uint8Array(8)
const idNumber = new DataView(idBytes.buffer)

/** The integer key of a row: the first 63 bits of a keyed hash. */
export const rowId = (lookup: Uint8Array): bigint => {
  // one view for all: a view of its own makes of a small hash an object that lives outside of the heap
  for (let n = 0; n < idBytes.length; n++) idBytes[n] = lookup[n] ?? 0
  return idNumber.getBigUint64(0) >> 1n
}
