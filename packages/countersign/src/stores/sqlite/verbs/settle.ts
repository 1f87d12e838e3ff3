import type { DatabaseSync } from 'node:sqlite'
import type { SettleRequest } from '../../../ports/store.ts'
import { packClaims } from '../claims.ts'
import type { Batch } from '../group-commit.ts'
import type { SqliteRequests } from '../requests.ts'
import { promoteSettled } from '../sql/promote.sql.ts'
import { giveBackRecipientLimits, undoBeside, undoFresh } from '../sql/undo-open.sql.ts'
import { prepare, prepareChange, rowId } from '../statement.ts'
import { createSettleDeliveries } from './settle-deliveries.ts'

/** Prepares {@link Store.settle}. */
export const createSettle = (database: DatabaseSync, requests: SqliteRequests) => {
  const promote = prepareChange(database, promoteSettled)
  const undoOnly = prepare(database, undoFresh)
  const undoNew = prepare(database, undoBeside)
  const giveBack = prepare(database, giveBackRecipientLimits)
  const settleDeliveries = createSettleDeliveries(database)

  return (request: SettleRequest, { limits, nowMs, writeEvent }: Batch): void => {
    const parameters = {
      id: rowId(request.challenge.lookup),
      lookup: request.challenge.lookup,
      salt: request.salt,
      claims: packClaims(request.recipientClaims).text,
      taken_at: request.openedAtMs,
    }
    writeEvent(request.audit, request.outcome)
    requests.settle(request)
    settleDeliveries(request.deliveries, nowMs)
    const isAlone = request.isBeside === false
    if (request.outcome !== 'refused') {
      if (!isAlone) promote(parameters)
      return
    }
    limits.giveBack(request.limits, request.openedAtMs)
    giveBack(parameters)
    if (isAlone || undoNew(parameters) === undefined) undoOnly(parameters)
  }
}
