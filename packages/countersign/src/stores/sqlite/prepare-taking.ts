import type { DatabaseSync } from 'node:sqlite'
import * as windowSet from '../window-set.ts'
import { exchangeOf } from './functions.ts'
import { type Parameters, prepareChange } from './statement.ts'

/**
 * Runs a statement that takes from the windows of one row; how these stand then, or nothing if it changed
 * no row. A row that was not there begins with `first`.
 */
export type Taking = (
  parameters: Parameters,
  first?: windowSet.WindowSet,
) => windowSet.WindowSet | undefined

/** Prepares a {@link Taking}. */
export const prepareTaking = (database: DatabaseSync, sql: string): Taking => {
  const change = prepareChange(database, sql)
  const { taking } = exchangeOf(database)
  return (parameters, first = windowSet.emptyWindows) => {
    taking.forget()
    return change(parameters) ? (taking.taken() ?? first) : undefined
  }
}
