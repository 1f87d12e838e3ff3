import type { RandomSource } from '../../ports/random.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'

/** How long a console session lasts. */
export const sessionSeconds = 12 * 3600

/** How long after signing in somebody may change things without signing in again. */
export const freshSeconds = 15 * 60

/**
 * A new secret for a console session. It says when it was made, and nobody can make it say another
 * time: sessions are found by the hash of all of it.
 */
export const createSessionSecret = (random: RandomSource, nowMs: number): Secret =>
  createSecret(`cs_${Buffer.from(random(32)).toString('base64url')}.${nowMs.toString(36)}`)

/** Whether a session that was found began a short while ago. */
export const isFresh = (session: Secret, nowMs: number): boolean => {
  const [, madeAt = ''] = session.reveal().split('.')
  return nowMs - Number.parseInt(madeAt, 36) < freshSeconds * 1000
}
