import {
  type Countersign,
  createAuditor,
  createSecret,
  defaultFailureBudget,
  readPhone,
  systemRandom,
} from 'countersign'
import { challengeKey, codeCandidates } from '../../../src/engine/digest.ts'
import { toFailureBudget } from '../../../src/engine/failure-budget.ts'
import { newContact } from '../../../src/engine/session/contact.ts'
import { createSessionSecret } from '../../../src/engine/session/session-secret.ts'
import { newTokenHash, tokenOf } from '../../../src/engine/token.ts'
import { testKeyRing } from '../../support/deployment.ts'

/** Somebody with a session. */
export interface SignedInPerson {
  readonly token: string
  readonly session: { readonly ref: string; readonly userId: string }
}

const purpose = 'sign_in'
const dayMs = 86_400_000

/** Begins a session for a phone, as the store does it for a code that is right. */
export const signIn = async (
  { engine, store }: Countersign,
  phone: string,
  lastCode: () => string,
): Promise<SignedInPerson> => {
  const recipient = readPhone(phone)
  if (recipient === undefined) throw new Error('not a phone')
  await engine.send({
    ...{ purpose, recipient },
    requester: { ip: '203.0.113.1', subject: undefined, isCaller: false, scope: 'test' },
  })
  const audit = createAuditor(testKeyRing, systemRandom)({ type: 'session.created' })
  const secret = createSessionSecret(systemRandom, 0)
  const challenge = challengeKey(testKeyRing, purpose, recipient)
  const result = await store.attempt({
    id: systemRandom(8),
    budget: toFailureBudget(defaultFailureBudget),
    challenge,
    candidates: codeCandidates(testKeyRing, { purpose, recipient }, createSecret(lastCode())),
    recipientClaims: [],
    limits: [],
    route: { purpose, channels: [{ channel: 'sms', integrations: ['recording'] }] },
    audit: createAuditor(testKeyRing, systemRandom)({ type: 'code.attempted' }),
    grant: {
      kind: 'sign_in',
      contact: newContact(testKeyRing, { recipient, challenge }, systemRandom),
      userId: Buffer.from(systemRandom(9)).toString('base64url'),
      session: {
        token: newTokenHash(testKeyRing, 'session', secret),
        ...{ ttlMs: 30 * dayMs, idleMs: dayMs, label: 'Firefox', sessionsAtMost: 10, audit },
      },
    },
  })
  if (result.kind !== 'verified' || result.granted?.kind !== 'session')
    throw new Error(`no session: ${result.kind}`)
  const { ref, user } = result.granted
  return {
    token: tokenOf('session', { ref, secret }).reveal(),
    session: { ref, userId: user.id },
  }
}
