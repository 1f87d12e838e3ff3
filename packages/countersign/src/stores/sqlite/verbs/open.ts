import type { DatabaseSync } from 'node:sqlite'
import type { NewDelivery } from '../../../ports/delivery.ts'
import { CountersignError } from '../../../ports/error.ts'
import type {
  EnabledIntegration,
  LimitStanding,
  OpenRequest,
  OpenResult,
} from '../../../ports/store.ts'
import { refOf, tagOf } from '../../delivery-ref.ts'
import { challengeEndMs } from '../../purge.ts'
import * as windowSet from '../../window-set.ts'
import { createFirstWindows, packClaims } from '../claims.ts'
import { writtenDelivery } from '../deliveries.ts'
import type { Batch } from '../group-commit.ts'
import { windowsOf } from '../limits.ts'
import { prepareTaking } from '../prepare-taking.ts'
import type { SqliteRequests } from '../requests.ts'
import { readChallenge } from '../sql/attempt.sql.ts'
import { openBeside } from '../sql/open-beside.sql.ts'
import { openDelivery } from '../sql/open-delivery.sql.ts'
import { openFresh } from '../sql/open-fresh.sql.ts'
import { promoteDue } from '../sql/promote.sql.ts'
import {
  type Parameters,
  prepare,
  prepareChange,
  prepareInsertion,
  type Row,
  rowId,
} from '../statement.ts'

const parametersOf = (request: OpenRequest, nowMs: number, first: Uint8Array) => ({
  id: rowId(request.challenge.lookup),
  lookup: request.challenge.lookup,
  purpose: request.challenge.purpose,
  recipient_hash: request.challenge.recipientHash,
  recipient_key_id: request.challenge.recipientKeyId,
  recipient_masked: request.maskedRecipient,
  code_hash: request.code.hash,
  code_salt: request.code.salt,
  code_key_id: request.code.keyId,
  link_hash: request.code.linkHash ?? null,
  max_attempts: request.maxAttempts,
  expires_at: nowMs + request.ttlMs,
  settle_by: nowMs + request.settleWithinMs,
  resend_ms: request.resendMs,
  claims: packClaims(request.recipientClaims).text,
  first_windows: first,
  now: nowMs,
  purge_at: challengeEndMs(request, nowMs),
})

type OpenedParameters = ReturnType<typeof parametersOf>

/** Named one by one: to copy all of them takes as long as a small statement. */
const deliveryParameters = (
  opened: OpenedParameters,
  delivery: NewDelivery,
  tag: Uint8Array,
): Parameters => ({
  tag,
  id: opened.id,
  purpose: opened.purpose,
  recipient_hash: opened.recipient_hash,
  recipient_key_id: opened.recipient_key_id,
  recipient_masked: opened.recipient_masked,
  settle_by: opened.settle_by,
  now: opened.now,
  ...writtenDelivery(delivery, opened.now),
})

const explain = (row: Row | undefined, request: OpenRequest, nowMs: number): OpenResult => {
  const expiresAtMs = Number(row?.['expires_at_ms'])
  const isOutstanding = row?.['has_code'] === 1 && row['used'] === 0 && expiresAtMs > nowMs
  if (isOutstanding && Number(row['attempts']) >= Number(row['max_attempts']))
    return { kind: 'locked', waitMs: expiresAtMs - nowMs }
  const cooledAtMs = Number(row?.['sent_at_ms'] ?? 0) + request.resendMs
  if (cooledAtMs > nowMs) return { kind: 'cooling_down', waitMs: cooledAtMs - nowMs }
  const refusal = windowSet.refusalOf(windowsOf(row), request.recipientClaims, nowMs)
  if (refusal === undefined)
    throw new CountersignError('unavailable', 'a challenge row is not ours')
  return refusal
}

/** Prepares {@link Store.open}. */
export const createOpen = (database: DatabaseSync, requests: SqliteRequests) => {
  const fresh = prepareTaking(database, openFresh)
  const beside = prepareTaking(database, openBeside)
  const firstWindows = createFirstWindows()
  const takeOverIfDue = prepareChange(database, promoteDue)
  const read = prepare(database, readChallenge)
  const write = prepareInsertion(database, openDelivery)

  const openRow = (parameters: Parameters, first: windowSet.WindowSet) => {
    const alone = fresh(parameters, first)
    if (alone !== undefined) return { windows: alone, isBeside: false }
    takeOverIfDue(parameters)
    const windows = beside(parameters)
    return windows && { windows, isBeside: true }
  }

  /** Written down by the first integration that is on, before that is called. */
  const openFirstDelivery = (
    { route: { channels, country }, isHandedOver }: OpenRequest,
    [first]: readonly EnabledIntegration[],
    opened: OpenedParameters,
  ) => {
    const [way] = channels
    if (!isHandedOver || way === undefined || first === undefined)
      return { deliveryRef: undefined, isSuppressed: false }
    const tag = tagOf(opened.code_salt)
    const delivery = { channel: way.channel, integration: first.id, country }
    const id = write(deliveryParameters(opened, delivery, tag))
    if (id === undefined) return { deliveryRef: undefined, isSuppressed: true }
    return { deliveryRef: refOf({ id, tag }), isSuppressed: false }
  }

  const openWithin = (request: OpenRequest, batch: Batch): OpenResult => {
    const { nowMs, limits, ways, writeEvent } = batch
    const integrations = ways.of(request.route)
    if (integrations.length === 0) return { kind: 'disabled' }
    const taken = limits.take(request.limits)
    if ('kind' in taken) return taken
    const first = firstWindows(request.recipientClaims, nowMs, 1)
    const parameters = parametersOf(request, nowMs, first.bytes)
    const written = openRow(parameters, first.windows)
    if (written === undefined) {
      limits.putBack(request.limits)
      return explain(read(parameters), request, nowMs)
    }
    const own = windowSet.standings(written.windows, request.recipientClaims, nowMs)
    const standings: readonly LimitStanding[] = [...taken, ...own]
    const delivery = openFirstDelivery(request, integrations, parameters)
    writeEvent(request.audit, delivery.isSuppressed ? 'suppressed' : 'opened')
    const { isBeside } = written
    return { kind: 'opened', openedAtMs: nowMs, ...delivery, isBeside, integrations, standings }
  }

  return (request: OpenRequest, batch: Batch): OpenResult => {
    const repeated = requests.claim(request, batch.nowMs)
    if (repeated !== undefined) return repeated
    const result = openWithin(request, batch)
    if (result.kind !== 'opened') requests.unclaim(request)
    return result
  }
}
