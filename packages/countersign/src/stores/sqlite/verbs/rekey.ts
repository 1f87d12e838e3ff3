import type { DatabaseSync } from 'node:sqlite'
import type { ChallengeName, RekeyRequest, Renaming, RequestName } from '../../../ports/rekey.ts'
import { handedOverWithinMs } from '../../purge.ts'
import {
  moveChallenge,
  moveContact,
  moveDeliveries,
  moveFailures,
  moveLimit,
  moveProof,
  moveRequest,
  moveSuppressions,
  renameRequestBody,
} from '../sql/rekey.sql.ts'
import { type Parameters, prepare, rowId } from '../statement.ts'

const namesOf = ({ from, to }: Renaming<Uint8Array>): Parameters => ({
  ...{ from_id: rowId(from), from_lookup: from },
  ...{ to_id: rowId(to), to_lookup: to },
})

const recipientNames = ({ from, to }: Renaming<ChallengeName>): Parameters => ({
  from_recipient: from.recipientHash,
  to_recipient: to.recipientHash,
  to_key_id: to.recipientKeyId,
})

/** Prepares {@link Store.rekey}. */
export const createRekey = (database: DatabaseSync) => {
  const limit = prepare(database, moveLimit)
  const failures = prepare(database, moveFailures)
  const suppressions = prepare(database, moveSuppressions)
  const challenge = prepare(database, moveChallenge)
  const deliveries = prepare(database, moveDeliveries)
  const proof = prepare(database, moveProof)
  const contacts = ['phone', 'email'].map((kind) => prepare(database, moveContact(kind)))
  const request = prepare(database, moveRequest)
  const renameBody = prepare(database, renameRequestBody)

  const rekeyChallenge = (renaming: Renaming<ChallengeName>, nowMs: number): void => {
    const { from, to } = renaming
    failures(namesOf({ from: from.recipientHash, to: to.recipientHash }))
    const names = {
      ...namesOf({ from: from.lookup, to: to.lookup }),
      ...recipientNames(renaming),
      over: nowMs - handedOverWithinMs,
    }
    suppressions(names)
    for (const contact of contacts) contact(names)
    const moved = challenge(names)
    if (moved === undefined) return
    deliveries(names)
    if (moved['proof_id'] !== null) proof({ ...names, proof_id: moved['proof_id'] ?? null })
  }

  const rekeyRequest = ({ from, to }: Renaming<RequestName>): void => {
    const names = namesOf({ from: from.lookup, to: to.lookup })
    request(names)
    renameBody({ ...names, from_body: from.bodyHash, to_body: to.bodyHash })
  }

  return (renamed: RekeyRequest, nowMs: number): void => {
    for (const renaming of renamed.limits) limit(namesOf(renaming))
    for (const renaming of renamed.challenges) rekeyChallenge(renaming, nowMs)
    for (const renaming of renamed.requests) rekeyRequest(renaming)
  }
}
