import { timingSafeEqual } from 'node:crypto'
import type { TokenHash } from '../../../ports/proof.ts'
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

/** Which of a session's tokens was presented. */
export type TokenRole = 'present' | 'next' | 'previous'

/** A presented token that is one of a session's, and which. */
export interface PlayedRole {
  readonly role: TokenRole
  readonly token: TokenHash
}

const columnsOf = {
  present: ['key_id', 'hash'],
  next: ['next_key_id', 'next_hash'],
  previous: ['previous_key_id', 'previous_hash'],
} as const satisfies Record<TokenRole, readonly [string, string]>

/** What a presented token is to the session in a row. */
export const roleIn = (row: Row, tokens: readonly TokenHash[]): PlayedRole | undefined => {
  for (const role of ['present', 'next', 'previous'] as const) {
    const [keyId, hash] = columnsOf[role]
    const token = tokens.find((one) => one.keyId === row[keyId] && isSame(one.hash, row[hash]))
    if (token !== undefined) return { role, token }
  }
  return undefined
}

const isSame = (presented: Uint8Array, kept: Row[string] | undefined): boolean =>
  kept instanceof Uint8Array && kept.length === presented.length && timingSafeEqual(kept, presented)
