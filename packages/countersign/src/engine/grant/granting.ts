import type { Clock } from '../../ports/clock.ts'
import type { RandomSource } from '../../ports/random.ts'
import type { Secret } from '../../ports/secret.ts'
import type { ChallengeKey, Grant, Granted } from '../../ports/store.ts'
import type { Auditor } from '../audit/auditor.ts'
import type { Requester } from '../claims.ts'
import type { KeyRing } from '../key-ring.ts'
import type { Policy } from '../policy.ts'
import type { Recipient } from '../recipient.ts'
import type { SessionUser } from '../session/session-user.ts'
import type { SessionSettings } from '../session/settings.ts'
import type { Action } from './action.ts'
import { proofGranting } from './proof.ts'
import { contactGranting, signInGranting } from './session.ts'

/** Who is signed in with a session of ours. */
export interface CallerSession {
  readonly ref: string
  readonly userId: string
  /**
   * What its user has verified. For purposes that require a caller it may name nothing else; left out,
   * whoever calls the engine has seen to that.
   */
  readonly contacts?: readonly Recipient[] | undefined
  /** When it signed in. Left out, whoever calls the engine has seen to that it is recent. */
  readonly beganAtMs?: number | undefined
}

/** What a verified code opened. */
export interface OpenedProof {
  readonly kind: 'proof'
  readonly token: Secret
  readonly expiresInSeconds: number
}

/** A session that a verified code began, and the user as it is from now on. */
export interface OpenedSession {
  readonly kind: 'session'
  readonly token: Secret
  readonly user: SessionUser
  /** Whether the user was made for it. */
  readonly isNew: boolean
  readonly expiresInSeconds: number
}

/** What a verified code opened. */
export type Opened = OpenedProof | OpenedSession

/** A grant that waits for the store's decision. */
export interface Granting {
  readonly grant: Grant
  /** What the caller is told of it. */
  readonly opened: (granted: Granted) => Opened | undefined
}

/** What grants are made from. */
export interface GrantingParts {
  readonly keyRing: KeyRing
  readonly random: RandomSource
  readonly clock: Clock
  readonly auditor: Auditor
  readonly sessionSettings: SessionSettings
}

/** Who verifies what, and for what. */
export interface GrantRequest {
  readonly purpose: string
  readonly policy: Policy
  readonly recipient: Recipient
  readonly challenge: ChallengeKey
  readonly requester: Requester
  readonly action?: Action | undefined
  readonly session?: CallerSession | undefined
  /** What the person may know a new session by. */
  readonly label?: string | undefined
}

/** What a right code of this purpose is going to open. */
export const grantingFor = (parts: GrantingParts, request: GrantRequest): Granting => {
  const { policy, session } = request
  if (policy.grants === 'session') return signInGranting(parts, request)
  return policy.grants === 'contact' && session !== undefined
    ? contactGranting(parts, request, session)
    : proofGranting(parts, request)
}
