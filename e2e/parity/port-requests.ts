import { createHash } from 'node:crypto'
import type {
  AttemptRequest,
  AuditDraft,
  ChallengeKey,
  FailureBudget,
  Idempotency,
  OpenRequest,
  SendingRoute,
  SettleRequest,
} from 'countersign'

/** Bytes that are the same for the same words, every time. */
export const bytesOf = (...words: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(words.join('\u0000')).digest()

/** A budget that nobody uses up. */
export const endlessBudget: FailureBudget = { claims: [], inARow: 1_000_000, rememberMs: 60_000 }

/** The challenge of a recipient and a purpose, both by number. */
export const challengeKey = (recipient: number, purpose: number): ChallengeKey => ({
  purpose: `purpose-${purpose}`,
  lookup: bytesOf('lookup', recipient, purpose),
  recipientHash: bytesOf('recipient', recipient),
  recipientKeyId: 'recipient-1',
})

/** The one way that a message goes. */
const routeOf = ({ purpose }: ChallengeKey): SendingRoute => ({
  purpose,
  country: 'GH',
  channels: [{ channel: 'sms', integrations: ['arkesel'] }],
})

/** An event that is named by words, as the server makes one. */
export const auditDraft = (type: string, ...words: readonly (string | number)[]): AuditDraft => ({
  type,
  facts: '{}',
  person: null,
  eventId: bytesOf('event', type, ...words).subarray(0, 16),
  keyId: 'audit-1',
  eventKey: bytesOf('event key', type, ...words),
})

const keyId = 'code-1'
const macOf = (code: string) => bytesOf('mac', code)

/** An `open` whose salt is named by `salt`. */
export const openRequest = (
  sent: {
    readonly challenge: ChallengeKey
    readonly code: string
    readonly salt: string | number
  } & Pick<OpenRequest, 'ttlMs' | 'maxAttempts' | 'resendMs'> &
    Partial<Pick<OpenRequest, 'recipientClaims' | 'limits' | 'idempotency'>>,
): OpenRequest => {
  const { challenge, code, salt: name, ...rest } = sent
  const salt = bytesOf('salt', name).subarray(0, 16)
  const hash = createHash('sha256').update(macOf(code)).update(salt).digest()
  return {
    challenge,
    maskedRecipient: '+233•••56',
    code: { keyId, salt, hash },
    settleWithinMs: 15_000,
    route: routeOf(challenge),
    isHandedOver: true,
    audit: auditDraft('code.opened', 'salt', name),
    recipientClaims: [],
    limits: [],
    ...rest,
  }
}

/** The `settle` that belongs to an `open`. */
export const settleRequest = (
  opened: OpenRequest,
  {
    openedAtMs,
    outcome,
    answer,
    deliveries = [],
  }: {
    readonly openedAtMs: number
    readonly outcome: SettleRequest['outcome']
    readonly answer: string
    readonly deliveries?: SettleRequest['deliveries']
  },
): SettleRequest => ({
  challenge: opened.challenge,
  salt: opened.code.salt,
  openedAtMs,
  outcome,
  deliveries,
  recipientClaims: opened.recipientClaims,
  limits: opened.limits,
  idempotency: opened.idempotency && { lookup: opened.idempotency.lookup, answer },
  audit: auditDraft('code.settled', Buffer.from(opened.code.salt).toString('hex'), outcome),
})

/** An `attempt`; `id` names it. */
export const attemptRequest = (
  tried: {
    readonly challenge: ChallengeKey
    readonly code: string
    readonly id: string | number
  } & Partial<Pick<AttemptRequest, 'recipientClaims' | 'limits' | 'budget'>>,
): AttemptRequest => {
  const { challenge, code, id, ...rest } = tried
  return {
    id: bytesOf('attempt', id).subarray(0, 8),
    budget: endlessBudget,
    challenge,
    candidates: [{ keyId, mac: macOf(code) }],
    route: routeOf(challenge),
    audit: auditDraft('code.attempted', 'attempt', id),
    recipientClaims: [],
    limits: [],
    ...rest,
  }
}

/** An idempotency key by name, for a body by name. */
export const idempotencyOf = (key: string | number, body: string | number): Idempotency => ({
  lookup: bytesOf('key', key),
  bodyHash: bytesOf('body', body),
  ttlMs: 120_000,
})
