import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { AuditDraft } from '../../ports/audit.ts'
import type { NewProof, RedeemRequest, TokenHash } from '../../ports/proof.ts'
import type {
  FoundSession,
  GrantedSession,
  NewContact,
  NewSession,
  SessionGrant,
  SessionToken,
} from '../../ports/session.ts'
import type { Grant, Granted } from '../../ports/store.ts'
import type { StoreUnderTest } from './contract-case.ts'
import { createDraft } from './events.ts'
import type { AttemptChanges, Party } from './party.ts'

/** A minute. */
export const minuteMs = 60_000
/** An hour. */
export const hourMs = 60 * minuteMs
/** A day. */
export const dayMs = 24 * hourMs

/** A token that no other test knows, as a store sees it. */
export const createToken = (keyId = 'token-1'): TokenHash => ({ keyId, hash: randomBytes(32) })

/** A presented token under every key: one that has nothing to do with it, and its own. */
export const presented = (token: TokenHash): readonly TokenHash[] => [createToken('token-2'), token]

/** A proof to be given for a right code. */
export const newProof = (
  changes: Partial<NewProof> = {},
): Extract<Grant, { readonly kind: 'proof' }> => ({
  ...{ kind: 'proof', token: createToken(), ttlMs: 10 * minuteMs, sealed: randomBytes(48) },
  ...changes,
})

/** A session to be given for a right code. */
export const newSession = (changes: Partial<NewSession> = {}): NewSession => ({
  ...{ token: createToken(), ttlMs: 30 * dayMs, idleMs: dayMs, label: 'Firefox on Linux' },
  ...{ sessionsAtMost: 5, audit: createDraft({ type: 'session.created' }) },
  ...changes,
})

/** The contact of a user that a party has shown to be its own. */
export const contactOf = (
  { challenge: { recipientHash } }: Party,
  kind: NewContact['kind'] = 'phone',
): NewContact => ({
  ...{ kind, recipientHash, masked: kind === 'phone' ? '+233•••56' : 'a•••@example.com' },
  sealed: { keyId: 'contact-1', bytes: randomBytes(40) },
})

/** A sign-in as a party asks for it. */
export const newSignIn = (
  party: Party,
  session: Partial<NewSession> = {},
): Extract<SessionGrant, { readonly kind: 'sign_in' }> => ({
  ...{ kind: 'sign_in', contact: contactOf(party), userId: randomBytes(9).toString('base64url') },
  session: newSession(session),
})

/** Sends a code and attempts it; what that opened. */
export const verifyFor = async (
  party: Party,
  grant: Grant,
  changes: AttemptChanges = {},
): Promise<Granted> => {
  await party.send('111111', { resendMs: 0 })
  const result = await party.answer('111111', { ...changes, grant })
  assert.equal(result.kind, 'verified')
  assert.ok(result.kind === 'verified' && result.granted !== undefined, 'nothing was granted')
  return result.granted
}

/** A proof that was given, and how to redeem it. */
export interface GivenProof {
  readonly ref: string
  readonly proof: NewProof
  redeem(changes?: Partial<RedeemRequest>): ReturnType<StoreUnderTest['store']['proofs']['redeem']>
}

/** Has a proof given to a party. */
export const giveProof = async (
  { store }: StoreUnderTest,
  party: Party,
  changes: Partial<NewProof> = {},
): Promise<GivenProof> => {
  const proof = newProof(changes)
  const granted = await verifyFor(party, proof)
  assert.ok(granted.kind === 'proof')
  const { ref } = granted
  const tokens = presented(proof.token)
  const redeem: GivenProof['redeem'] = (other = {}) => {
    const audit = createDraft({ type: 'proof.redeemed' })
    return store.proofs.redeem({ ref, purpose: 'login', tokens, audit, ...other })
  }
  return { ref, proof, redeem }
}

/** A session that began: what it was answered with, and what presents it. */
export type BegunSession = Extract<GrantedSession, { readonly kind: 'session' }> & {
  readonly token: SessionToken
}

/** Has a session granted. */
export const begin = async (
  party: Party,
  grant: SessionGrant,
  changes: AttemptChanges = {},
): Promise<BegunSession> => {
  const granted = await verifyFor(party, grant, changes)
  assert.ok(granted.kind === 'session', `no session: ${granted.kind}`)
  return { ...granted, token: { ref: granted.ref, tokens: presented(grant.session.token) } }
}

/** Signs a party in. */
export const signIn = (party: Party, session: Partial<NewSession> = {}): Promise<BegunSession> =>
  begin(party, newSignIn(party, session))

/** What a test may set about a look for a session. */
export interface FindChanges {
  readonly noteEveryMs?: number
  readonly graceMs?: number
  readonly audit?: AuditDraft
}

/** The session of a token. Every use is noted, if not said otherwise. */
export const find = (
  { store }: StoreUnderTest,
  token: SessionToken,
  changes: FindChanges = {},
): Promise<FoundSession | undefined> => {
  const audit = createDraft({ type: 'session.reused' })
  return store.sessions.find({ ...token, noteEveryMs: 0, graceMs: minuteMs, audit, ...changes })
}

/** Names of the sessions that are found by these tokens. */
export const foundAmong = async (
  under: StoreUnderTest,
  tokens: readonly SessionToken[],
): Promise<readonly string[]> => {
  const found = await Promise.all(tokens.map((token) => find(under, token, { noteEveryMs: dayMs })))
  return found.flatMap((one) => (one === undefined ? [] : [one.session.ref]))
}

/** Ends one session of a user, or all. */
export const end = (
  { store }: StoreUnderTest,
  {
    userId,
    ref,
    audit = createDraft(),
  }: {
    readonly userId: string
    readonly ref?: string
    readonly audit?: AuditDraft
  },
): Promise<number> => store.sessions.end({ userId, ref, audit })
