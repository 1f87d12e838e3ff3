import { asBuffer } from '../ports/bytes.ts'
import type { TokenHash } from '../ports/proof.ts'
import type { RandomSource } from '../ports/random.ts'
import { createSecret, type Secret } from '../ports/secret.ts'
import { tokenHash } from './digest.ts'
import type { KeyRing, RingKey } from './key-ring.ts'

/** What a token opens. It stands in the token's hash, so that no kind can take the place of another. */
export type TokenKind = 'proof' | 'session'

const prefixes = { proof: 'cp', session: 'cs' } as const satisfies Record<TokenKind, string>

/** 256 bits, as in requirement C8. */
const secretBytes = 32

/** A token taken apart: which row, and what only its holder knows. */
export interface PresentedToken {
  readonly ref: string
  readonly secret: Secret
}

/** The secret part of a new token. */
export const createTokenSecret = (random: RandomSource): Secret =>
  createSecret(asBuffer(random(secretBytes)).toString('base64url'))

/** The token that is given away: kind, name of the row and secret. */
export const tokenOf = (kind: TokenKind, { ref, secret }: PresentedToken): Secret =>
  createSecret(`${prefixes[kind]}_${ref}.${secret.reveal()}`)

/** 32 bytes, and behind those of a session when it was given. */
const shape = /^(c[ps])_([1-9][0-9]{0,15})\.([A-Za-z0-9_-]{43}[a-z0-9]{0,10})$/

/** Takes a token of that kind apart; nothing if it cannot be one of ours. */
export const readToken = (kind: TokenKind, typed: string): PresentedToken | undefined => {
  const [, prefix, ref, secret] = shape.exec(typed) ?? []
  if (prefix !== prefixes[kind] || ref === undefined || secret === undefined) return undefined
  return { ref, secret: createSecret(secret) }
}

/** What is kept of a token that was made with that key. */
export const tokenHashUnder = (key: RingKey, kind: TokenKind, secret: Secret): TokenHash => ({
  keyId: key.id,
  hash: tokenHash(key, kind, secret),
})

/** What is kept of a new token. */
export const newTokenHash = (keyRing: KeyRing, kind: TokenKind, secret: Secret): TokenHash =>
  tokenHashUnder(keyRing.current('token'), kind, secret)

/** Every hash under which a presented token may be kept. */
export const presentedHashes = (
  keyRing: KeyRing,
  kind: TokenKind,
  secret: Secret,
): readonly TokenHash[] => keyRing.all('token').map((key) => tokenHashUnder(key, kind, secret))
