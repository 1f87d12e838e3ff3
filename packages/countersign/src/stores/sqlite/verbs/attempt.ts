import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../../ports/error.ts'
import type {
  AttemptKind,
  AttemptRequest,
  AttemptResult,
  LimitStanding,
} from '../../../ports/store.ts'
import { windowsEndMs } from '../../purge.ts'
import * as windowSet from '../../window-set.ts'
import { createFirstWindows, packClaims } from '../claims.ts'
import { exchangeOf } from '../functions.ts'
import type { Batch } from '../group-commit.ts'
import { windowsOf } from '../limits.ts'
import { createGrants } from '../opened/grant.ts'
import { prepareTaking } from '../prepare-taking.ts'
import {
  countAndCompare,
  dropNext,
  readChallenge,
  takeRecipientLimits,
} from '../sql/attempt.sql.ts'
import { clearFailures, countFailure } from '../sql/failures.sql.ts'
import { promoteDue } from '../sql/promote.sql.ts'
import { type Parameters, prepare, prepareChange, type Row, rowId } from '../statement.ts'

/** How statements name what they are told of an attempt beside the request. */
interface Told {
  readonly nowMs: number
  readonly candidates: number
  readonly proofId: number | null
}

const parametersOf = (
  request: AttemptRequest,
  { nowMs, candidates, proofId }: Told,
): Parameters => ({
  id: rowId(request.challenge.lookup),
  lookup: request.challenge.lookup,
  purpose: request.challenge.purpose,
  recipient_hash: request.challenge.recipientHash,
  recipient_key_id: request.challenge.recipientKeyId,
  candidates,
  proof_id: proofId,
  is_link: request.isLink === true ? 1 : 0,
  claims: packClaims(request.recipientClaims).text,
  now: nowMs,
  purge_at: windowsEndMs(request.recipientClaims, nowMs),
  recipient_id: rowId(request.challenge.recipientHash),
  budget: packClaims(request.budget.claims).text,
  in_a_row_max: request.budget.inARow,
  forget_at: nowMs + request.budget.rememberMs,
  never: Number.MAX_SAFE_INTEGER,
})

const explain = (row: Row | undefined, nowMs: number): AttemptKind => {
  if (row === undefined || row['has_code'] === 0) return 'unknown'
  if (row['used'] === 1) return 'used'
  if (Number(row['expires_at_ms']) <= nowMs) return 'expired'
  return Number(row['attempts']) >= Number(row['max_attempts']) ? 'locked' : 'over_budget'
}

/** What an attempt came to: for the caller, and for the audit log. */
interface Compared {
  readonly kind: AttemptKind
  readonly outcome: AttemptKind | 'wrong_and_locked'
}

/** Prepares {@link Store.attempt}. */
export const createAttempt = (database: DatabaseSync) => {
  const { comparison } = exchangeOf(database)
  const count = prepareChange(database, countAndCompare)
  const takeOverIfDue = prepareChange(database, promoteDue)
  const drop = prepareChange(database, dropNext)
  const firstWindows = createFirstWindows()
  const takeRecipient = prepareTaking(database, takeRecipientLimits)
  const read = prepare(database, readChallenge)
  const fail = prepare(database, countFailure)
  const clear = prepareChange(database, clearFailures)
  const grants = createGrants(database)

  const countOne = (parameters: Parameters) => {
    const isCounted = count(parameters) || (takeOverIfDue(parameters) && count(parameters))
    return isCounted ? comparison.outcome() : undefined
  }

  const compare = (parameters: Parameters, nowMs: number): Compared => {
    const compared = countOne(parameters)
    if (compared === undefined) {
      const kind = explain(read(parameters), nowMs)
      return { kind, outcome: kind }
    }
    if (!compared.isVerified) {
      fail(parameters)
      return { kind: 'wrong', outcome: compared.isLastTry ? 'wrong_and_locked' : 'wrong' }
    }
    clear(parameters)
    if (compared.hasNext) drop(parameters)
    return { kind: 'verified', outcome: 'verified' }
  }

  /** Takes the recipient's own limits; the refusal if they refuse. */
  const takeOwn = (request: AttemptRequest, parameters: Parameters, nowMs: number) => {
    const { recipientClaims } = request
    if (recipientClaims.length === 0) return []
    const first = firstWindows(recipientClaims, nowMs, 1)
    const taken = takeRecipient({ ...parameters, first_windows: first.bytes }, first.windows)
    if (taken !== undefined) return windowSet.standings(taken, recipientClaims, nowMs)
    const refusal = windowSet.refusalOf(windowsOf(read(parameters)), recipientClaims, nowMs)
    if (refusal !== undefined) return refusal
    throw new CountersignError('unavailable', 'a challenge row is not ours')
  }

  return (request: AttemptRequest, batch: Batch): AttemptResult => {
    const { nowMs, limits, ways, writeEvent } = batch
    if (ways.of(request.route).length === 0) return { kind: 'disabled' }
    const taken = limits.take(request.limits)
    if ('kind' in taken) return taken
    const candidates = comparison.offer(request.candidates)
    const proofId = grants.proofOf(request.grant, batch)
    const parameters = parametersOf(request, { nowMs, candidates, proofId })
    const own = takeOwn(request, parameters, nowMs)
    if ('kind' in own) {
      limits.putBack(request.limits)
      return own
    }
    const standings: readonly LimitStanding[] = [...taken, ...own]
    const { kind, outcome } = compare(parameters, nowMs)
    writeEvent(request.audit, outcome)
    if (kind !== 'verified' || request.grant === undefined) return { kind, standings }
    return { kind, standings, granted: grants.write(request.grant, request.challenge, batch) }
  }
}
