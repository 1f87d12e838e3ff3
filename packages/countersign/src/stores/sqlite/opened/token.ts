import { timingSafeEqual } from 'node:crypto'
import type { TokenHash } from '../../../ports/proof.ts'
import { replacedBytesAtMost } from '../../replaced-tokens.ts'
import type { Parameters, Row } from '../statement.ts'

/** A token as a statement takes it. */
export const tokenParameters = ({ keyId, hash }: TokenHash): Parameters => ({
  key_id: keyId,
  hash,
})

/** What the first of these tokens that is good for something gives, and which one that is. */
export const firstOfTokens = <Result>(
  tokens: readonly TokenHash[],
  ask: (token: Parameters) => Result | undefined,
): Result | undefined => {
  for (const token of tokens) {
    const found = ask(tokenParameters(token))
    if (found !== undefined) return found
  }
  return undefined
}

/** Which of a session's tokens was presented. `older`: one from before the previous one. */
export type TokenRole = 'present' | 'next' | 'previous' | 'older'

/** A presented token that is one of a session's, and which. */
export interface PlayedRole {
  readonly role: TokenRole
  readonly token: TokenHash
}

const columnsOf = {
  present: ['key_id', 'hash'],
  next: ['next_key_id', 'next_hash'],
  previous: ['previous_key_id', 'previous_hash'],
} as const satisfies Record<Exclude<TokenRole, 'older'>, readonly [string, string]>

/** What a presented token is to the session in a row. */
export const roleIn = (row: Row, tokens: readonly TokenHash[]): PlayedRole | undefined => {
  for (const role of ['present', 'next', 'previous'] as const) {
    const [keyId, hash] = columnsOf[role]
    const token = tokens.find((one) => one.keyId === row[keyId] && isSame(one.hash, row[hash]))
    if (token !== undefined) return { role, token }
  }
  const replaced = replacedIn(row)
  const token = tokens.find(({ hash }) => replaced.includes(Buffer.from(hash)))
  return token && { role: 'older', token }
}

const replacedIn = (row: Row): Buffer => Buffer.from((row['replaced_hashes'] ?? []) as Uint8Array)

/** What is remembered once the present token is replaced as well. */
export const replacedWith = (row: Row): Uint8Array =>
  Buffer.concat([replacedIn(row), row['hash'] as Uint8Array]).subarray(-replacedBytesAtMost)

const isSame = (presented: Uint8Array, kept: Row[string] | undefined): boolean =>
  kept instanceof Uint8Array && kept.length === presented.length && timingSafeEqual(kept, presented)
