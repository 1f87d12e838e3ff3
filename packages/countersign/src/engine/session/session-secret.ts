import type { RandomSource } from '../../ports/random.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import { createTokenSecret } from '../token.ts'

/** Length of the random part: 32 bytes as base64url. */
const randomLength = 43

/**
 * The secret of a new session token. It says when it was given, so that nobody need keep that; and nobody
 * can make it say another time, because sessions are found by the hash of all of it.
 */
export const createSessionSecret = (random: RandomSource, nowMs: number): Secret =>
  createSecret(`${createTokenSecret(random).reveal()}${Math.floor(nowMs).toString(36)}`)

/** When the token of that secret was given. */
export const givenAtMs = (secret: Secret): number =>
  Number.parseInt(secret.reveal().slice(randomLength), 36)
