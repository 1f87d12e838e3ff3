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

/** Each has a digit. `EPIPE` and the like are the operating system's. */
const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && /^(?=.*\d)[0-9A-Z]{5}$/.test(String(error.code))
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

/** Serialization failure and deadlock: another transaction went first, and this one was rolled back. */
export const gaveWay = (error: unknown): error is QueryFailure =>
  error instanceof QueryFailure && ['40001', '40P01'].includes(error.sqlState ?? '')

/** The error as the port has it. */
export const asUnavailable = (error: unknown): CountersignError => {
  if (error instanceof CountersignError) return error
  const { kind, sqlState, cause } =
    error instanceof QueryFailure ? error : { kind: 'failed', sqlState: undefined, cause: error }
  const state = sqlState === undefined ? '' : ` (SQLSTATE ${sqlState})`
  const reason = (sqlState && mendable[sqlState]) ?? (lacksPassword(cause) ? noPassword : kind)
  const message = `the database did not do its work: ${reason}${state}`
  return new CountersignError('unavailable', message, { cause: withoutData(cause, sqlState) })
}

/** What an operator can mend, in words: the server's own come translated, and may name people. */
const mendable: Readonly<Record<string, string>> = {
  '28P01': 'it refuses this user or this password',
  '28000': 'it does not let this user in, from here or at all',
  '3D000': 'there is no such database on that server',
  '42501': 'this user lacks a right in it',
  '25006': 'it takes no writes',
  '53300': 'it has no connection left for us',
  '57P03': 'it is starting or stopping',
}

const noPassword = 'it wants a password, and none is given'

/** The driver finds out by itself, and has no code for it. */
const lacksPassword = (cause: unknown): boolean =>
  cause instanceof Error && /^SASL:.* password must be a (non-empty )?string$/.test(cause.message)

/** What the server says about a value may quote it, and then our rows would stand in a log. */
const withoutData = (cause: unknown, sqlState: string | undefined): unknown =>
  sqlState === undefined || /^(08|28|3D|53|57)/.test(sqlState)
    ? cause
    : new Error(`PostgreSQL reported ${sqlState}`)
