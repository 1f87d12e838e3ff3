import { CountersignError } from '../../ports/error.ts'

/**
 * What is known about a query that failed.
 *
 * - `unreachable`: there was no connection, so nothing was sent
 * - `refused`: the server rolled it back
 * - `unknown`: the connection broke, so it may have committed or may still do so
 */
export type FailureKind = 'unreachable' | 'refused' | 'unknown'

/** A query that failed. Never leaves this folder. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure'
  readonly kind: FailureKind
  /** The server's code of the error, if it had a say. */
  readonly sqlState: string | undefined

  constructor(kind: FailureKind, cause: unknown) {
    super(`the database query failed: ${kind}`, { cause })
    this.kind = kind
    this.sqlState = sqlStateOf(cause)
  }
}

const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code))
    ? String(error.code)
    : undefined

/**
 * Errors after which the transaction is certainly rolled back and the connection still good. The
 * server's severity would say so as well, but it comes translated.
 */
const rolledBack = /^(0A|22|23|25|26|40|42|53|54|55|CS|P0)|^57014$/

/** Tells what an error of a query that was sent means. */
export const failureOf = (error: unknown): QueryFailure => {
  const sqlState = sqlStateOf(error)
  const isRefused = sqlState !== undefined && rolledBack.test(sqlState) && !endsSession(sqlState)
  return new QueryFailure(isRefused ? 'refused' : 'unknown', error)
}

/** `25P03` and `25P04`: the server ended the session because it took too long. */
const endsSession = (sqlState: string) => sqlState === '25P03' || sqlState === '25P04'

/** The error as the port has it. */
export const asUnavailable = (error: unknown): CountersignError => {
  if (error instanceof CountersignError) return error
  const { kind, sqlState, cause } =
    error instanceof QueryFailure ? error : { kind: 'failed', sqlState: undefined, cause: error }
  const state = sqlState === undefined ? '' : ` (SQLSTATE ${sqlState})`
  return new CountersignError('unavailable', `the database did not do its work: ${kind}${state}`, {
    cause: withoutData(cause, sqlState),
  })
}

/** What the server says about a value may quote it, and then our rows would stand in a log. */
const withoutData = (cause: unknown, sqlState: string | undefined): unknown =>
  sqlState === undefined || /^(08|28|3D|53|57)/.test(sqlState)
    ? cause
    : new Error(`PostgreSQL reported ${sqlState}`)
