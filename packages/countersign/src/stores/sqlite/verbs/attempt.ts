import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../../ports/error.ts'
import type { AttemptRequest, AttemptResult } from '../../../ports/store.ts'
import { packCandidates, packClaims } from '../functions.ts'
import { purgeAtMs, refusalIn, type SqliteLimits, windowsOf } from '../limits.ts'
import { createSavepoint } from '../savepoint.ts'
import {
  countAndCompare,
  dropNext,
  readChallenge,
  takeRecipientLimits,
} from '../sql/attempt.sql.ts'
import { promoteDue } from '../sql/promote.sql.ts'
import { type Parameters, prepare, type Row, rowId } from '../statement.ts'

const parametersOf = (request: AttemptRequest, nowMs: number): Parameters => ({
  id: rowId(request.challenge.lookup),
  lookup: request.challenge.lookup,
  purpose: request.challenge.purpose,
  recipient_hash: request.challenge.recipientHash,
  recipient_key_id: request.challenge.recipientKeyId,
  candidates: packCandidates(request.candidates),
  claims: packClaims(request.recipientClaims),
  now: nowMs,
  purge_at: purgeAtMs(request.recipientClaims, nowMs),
})

const explain = (row: Row | undefined, nowMs: number): AttemptResult => {
  if (row === undefined || row['has_code'] === 0) return { kind: 'unknown' }
  if (row['used'] === 1) return { kind: 'used' }
  return { kind: Number(row['expires_at_ms']) <= nowMs ? 'expired' : 'locked' }
}

/** Prepares {@link Store.attempt}. */
export const createAttempt = (database: DatabaseSync, limits: SqliteLimits) => {
  const inSavepoint = createSavepoint(database)
  const count = prepare(database, countAndCompare)
  const takeOverIfDue = prepare(database, promoteDue)
  const drop = prepare(database, dropNext)
  const takeRecipient = prepare(database, takeRecipientLimits)
  const read = prepare(database, readChallenge)

  const compare = (parameters: Parameters, nowMs: number): AttemptResult => {
    let counted = count(parameters)
    if (counted === undefined && takeOverIfDue(parameters) !== undefined)
      counted = count(parameters)
    if (counted === undefined) return explain(read(parameters), nowMs)
    if (counted['verified'] === 0) return { kind: 'wrong' }
    if (counted['has_next'] === 1) drop(parameters)
    return { kind: 'verified' }
  }

  const run = (request: AttemptRequest, nowMs: number): AttemptResult => {
    const taken = limits.take(request.limits, nowMs)
    if ('kind' in taken) return taken
    const parameters = parametersOf(request, nowMs)
    if (request.recipientClaims.length > 0 && takeRecipient(parameters) === undefined) {
      const refusal = refusalIn(windowsOf(read(parameters)), request.recipientClaims, nowMs)
      if (refusal !== undefined) return refusal
      throw new CountersignError('unavailable', 'a challenge row is not ours')
    }
    return compare(parameters, nowMs)
  }

  return (request: AttemptRequest, nowMs: number): AttemptResult =>
    inSavepoint<AttemptResult>(
      (result) => result.kind === 'limited',
      () => run(request, nowMs),
    )
}
