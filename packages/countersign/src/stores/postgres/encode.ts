import type { AuditDraft } from '../../ports/audit.ts'
import { CountersignError } from '../../ports/error.ts'
import type { TokenHash } from '../../ports/proof.ts'
import type { CodeCandidate } from '../../ports/store.ts'
import { rowId } from './row-id.ts'

/** Bytes as PostgreSQL reads them. */
export const bytes = (value: Uint8Array): string =>
  `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`

/**
 * Text as PostgreSQL takes it: half a surrogate pair becomes U+FFFD, and U+0000, which it refuses, is
 * refused here, so that it cannot spoil the batch of others.
 *
 * @throws CountersignError `invalid_request`
 */
export const text = (value: string): string => {
  if (value.includes('\0'))
    throw new CountersignError('invalid_request', 'text for the database holds U+0000')
  return value.toWellFormed()
}

/** Candidates as composite values. */
export const candidatesOf = (candidates: readonly CodeCandidate[]) =>
  candidates.map(({ keyId, mac }) => ({ key_id: text(keyId), mac: bytes(mac) }))

/** The draft of an event as a composite value. It goes as a parameter: the key must not stand in a text. */
export const draftOf = (draft: AuditDraft) => ({
  type: text(draft.type),
  facts: text(draft.facts),
  person: draft.person === null ? null : text(draft.person),
  event_id: bytes(draft.eventId),
  key_id: text(draft.keyId),
  event_key: bytes(draft.eventKey),
})

/** The draft of an event as the functions of operators take it. */
export const packDraft = (draft: AuditDraft): string => JSON.stringify(draftOf(draft))

/** Hashes of a token under every key as two arrays: the ids of the keys, and the hashes. */
export const tokensOf = (tokens: readonly TokenHash[]) =>
  [tokens.map(({ keyId }) => text(keyId)), tokens.map(({ hash }) => bytes(hash))] as const

/** Keyed hashes as two arrays: the keys of their rows, and the hashes themselves. */
export const keysOf = (hashes: readonly Uint8Array[]) =>
  [hashes.map((hash) => rowId(hash).toString()), hashes.map(bytes)] as const
