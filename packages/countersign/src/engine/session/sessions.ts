import type { Clock } from '../../ports/clock.ts'
import type { RandomSource } from '../../ports/random.ts'
import type { Secret } from '../../ports/secret.ts'
import type { SessionRow } from '../../ports/session.ts'
import type { Store } from '../../ports/store.ts'
import type { Auditor } from '../audit/auditor.ts'
import type { KeyRing } from '../key-ring.ts'
import { newTokenHash, presentedHashes, readToken, tokenOf } from '../token.ts'
import { createSessionSecret, givenAtMs } from './session-secret.ts'
import { personOf, type SessionUser, toSessionUser } from './session-user.ts'
import { noteEveryMs, rotationGraceMs } from './settings.ts'

/** A session that is good, and whose it is. */
export interface SignedInUser {
  readonly session: SessionRow
  readonly user: SessionUser
  /** When the presented token was given. */
  readonly tokenGivenAtMs: number
}

/**
 * Answer of {@link Sessions.rotate}. `already`: another token was given a moment ago, and the one that
 * was presented is good until that one is used.
 */
export type RotateOutcome =
  | { readonly kind: 'rotated'; readonly token: Secret }
  | { readonly kind: 'already' }
  | { readonly kind: 'over' }

/** What can be done with sessions that were opened by a code. */
export interface Sessions {
  /** Whose session this is the token of. The store is asked every time, so one that ended is not found. */
  find(token: Secret): Promise<SignedInUser | undefined>
  /** Gives a session a new token. The presented one stays good until the new one was used. */
  rotate(token: Secret): Promise<RotateOutcome>
  /** Sessions of a user, the one used last first. */
  list(userId: string): Promise<readonly SessionRow[]>
  /** Ends one session of a user, or all of them. How many ended. */
  end(request: {
    readonly user: SessionUser
    /** All if left out. */
    readonly ref?: string | undefined
  }): Promise<number>
  /** Gives a user a name. `taken`: somebody else has it; none if there is no such user any more. */
  choose(request: {
    readonly user: SessionUser
    readonly username: string
  }): Promise<SessionUser | 'taken' | undefined>
}

/** What sessions are made from. */
export interface SessionParts {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly auditor: Auditor
  readonly random: RandomSource
  readonly clock: Clock
}

/** Creates {@link Sessions}. */
export const createSessions = (parts: SessionParts): Sessions => {
  const { store, keyRing, auditor } = parts
  return {
    find: async (token) => {
      const presented = readToken('session', token.reveal())
      if (presented === undefined) return undefined
      const { ref, secret } = presented
      const found = await store.sessions.find({
        ref,
        tokens: presentedHashes(keyRing, 'session', secret),
        ...{ noteEveryMs, graceMs: rotationGraceMs },
        audit: auditor({ type: 'session.ended', facts: { session: ref } }),
      })
      if (found === undefined) return undefined
      const { session, user } = found
      return {
        session,
        user: toSessionUser(keyRing, user),
        tokenGivenAtMs: givenAtMs(secret),
      }
    },
    rotate: (token) => rotate(parts, token),
    list: (userId) => store.sessions.list(userId),
    end: ({ user, ref }) =>
      store.sessions.end({
        ...{ userId: user.id, ref },
        audit: auditor({
          type: 'session.ended',
          facts: { session: ref ?? 'all' },
          person: personOf(keyRing, user),
        }),
      }),
    choose: async ({ user, username }) => {
      const changed = await store.users.change({
        ...{ id: user.id, username, isGuest: false },
        audit: auditor({ type: 'user.changed', person: personOf(keyRing, user) }),
      })
      return typeof changed === 'object' ? toSessionUser(keyRing, changed) : changed
    },
  }
}

const rotate = async (
  { store, keyRing, auditor, random, clock }: SessionParts,
  token: Secret,
): Promise<RotateOutcome> => {
  const presented = readToken('session', token.reveal())
  if (presented === undefined) return { kind: 'over' }
  const { ref } = presented
  const secret = createSessionSecret(random, clock.now())
  const result = await store.sessions.rotate({
    ref,
    tokens: presentedHashes(keyRing, 'session', presented.secret),
    next: newTokenHash(keyRing, 'session', secret),
    graceMs: rotationGraceMs,
    audit: auditor({ type: 'session.rotated', facts: { session: ref } }),
  })
  if (result === undefined) return { kind: 'over' }
  return result === 'already'
    ? { kind: 'already' }
    : { kind: 'rotated', token: tokenOf('session', { ref, secret }) }
}
