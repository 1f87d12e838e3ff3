import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { AuditDraft } from '../../ports/audit.ts'
import type { SettledDelivery } from '../../ports/delivery.ts'
import type { RecipientNames } from '../../ports/recipient-store.ts'
import { sealMac } from '../../ports/seal.ts'
import type {
  AttemptRequest,
  AttemptResult,
  ChallengeKey,
  FailureBudget,
  KeyedClaims,
  LimitClaim,
  OpenRequest,
  OpenResult,
  SettleRequest,
} from '../../ports/store.ts'
import type { SendingRoute } from '../../ports/switch.ts'
import type { StoreUnderTest } from './contract-case.ts'
import { createDraft } from './events.ts'

/** A failure budget that no test uses up by accident. */
export const noBudget: FailureBudget = { claims: [], inARow: 1_000_000, rememberMs: 60_000 }

/** A text message to Ghana, by one of two integrations. */
export const smsRoute: SendingRoute = {
  purpose: 'login',
  country: 'GH',
  channels: [{ channel: 'sms', integrations: ['arkesel', 'twilio'] }],
}

/** An email. */
export const emailRoute: SendingRoute = {
  purpose: 'login',
  channels: [{ channel: 'email', integrations: ['resend'] }],
}

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** What a test may set about an `open`. */
export type OpenChanges = Partial<
  Pick<
    OpenRequest,
    | 'ttlMs'
    | 'maxAttempts'
    | 'resendMs'
    | 'recipientClaims'
    | 'limits'
    | 'idempotency'
    | 'route'
    | 'isHandedOver'
    | 'audit'
  >
> & {
  readonly keyId?: string
  /** Secret of a link in the message. */
  readonly link?: string
}

/** What a test may set about an `attempt`. */
export type AttemptChanges = Partial<
  Pick<
    AttemptRequest,
    'recipientClaims' | 'limits' | 'budget' | 'route' | 'audit' | 'isLink' | 'grant'
  >
> & { readonly keyIds?: readonly string[] }

/** What a test may set about a `settle`. */
export interface SettleChanges {
  readonly answer?: string
  /** What became of the delivery beside the outcome. */
  readonly delivery?: Partial<SettledDelivery>
  readonly audit?: AuditDraft
  /** Whether it says what `open` said of the code before it. It does if left out. */
  readonly saysBeside?: boolean
}

/** A hand-over in progress. */
export interface HandOver {
  readonly request: OpenRequest
  readonly result: OpenResult
}

/** The delivery that an `open` wrote down. */
export const refIn = ({ result }: HandOver): string => {
  assert.ok(result.kind === 'opened' && result.deliveryRef !== undefined, 'there is no delivery')
  return result.deliveryRef
}

const deliveredAs = { accepted: 'accepted', unknown: 'unknown', refused: 'failed' } as const

/** Somebody who asks for codes and types them, in terms of the store port. */
export interface Party {
  /** What an operator calls it. */
  readonly names: RecipientNames
  readonly challenge: ChallengeKey
  open(code: string, changes?: OpenChanges): Promise<HandOver>
  settle(
    handOver: HandOver,
    outcome: SettleRequest['outcome'],
    changes?: SettleChanges,
  ): Promise<void>
  /** Opens and settles as accepted. */
  send(code: string, changes?: OpenChanges): Promise<OpenResult>
  /** What an attempt is answered with. */
  answer(code: string, changes?: AttemptChanges): Promise<AttemptResult>
  /** What an attempt comes to. */
  attempt(code: string, changes?: AttemptChanges): Promise<AttemptResult['kind']>
}

/** A new recipient that no other test knows, or one that asks for another purpose. */
export const createParty = (
  { store }: StoreUnderTest,
  recipientHash: Uint8Array = randomBytes(32),
): Party => {
  const challenge: ChallengeKey = {
    purpose: 'login',
    lookup: randomBytes(32),
    recipientHash,
    recipientKeyId: 'recipient-1',
  }

  const open: Party['open'] = async (code, { keyId = 'code-1', link, ...changes } = {}) => {
    const salt = randomBytes(16)
    const request: OpenRequest = {
      challenge,
      maskedRecipient: '+233•••56',
      code: {
        ...{ keyId, salt, hash: sealMac(bytesOf(code), salt) },
        linkHash: link === undefined ? undefined : sealMac(bytesOf(link), salt),
      },
      ttlMs: 300_000,
      maxAttempts: 3,
      resendMs: 60_000,
      settleWithinMs: 15_000,
      route: smsRoute,
      isHandedOver: true,
      recipientClaims: [],
      limits: [],
      audit: createDraft({ type: 'code.opened' }),
      ...changes,
    }
    return { request, result: await store.open(request) }
  }

  const settle: Party['settle'] = async ({ request, result }, outcome, changes = {}) => {
    assert.ok(result.kind === 'opened', `open was refused: ${result.kind}`)
    const { answer = '{}', delivery, audit = createDraft({ type: 'code.settled' }) } = changes
    const { saysBeside = true } = changes
    const ref = result.deliveryRef
    const settled = ref === undefined ? [] : [{ ref, state: deliveredAs[outcome], ...delivery }]
    const { recipientClaims, limits } = request
    const { salt } = request.code
    const { openedAtMs, isBeside } = result
    const idempotency = request.idempotency && { lookup: request.idempotency.lookup, answer }
    await store.settle({
      ...{ challenge, salt, openedAtMs, outcome, deliveries: settled },
      ...{ recipientClaims, limits, idempotency, audit },
      ...(saysBeside && { isBeside }),
    })
  }

  const answer: Party['answer'] = (code, { keyIds = ['code-1'], ...changes } = {}) => {
    const candidates = keyIds.map((keyId) => ({ keyId, mac: bytesOf(code) }))
    return store.attempt({
      ...{ id: randomBytes(8), budget: noBudget, challenge, candidates },
      ...{ recipientClaims: [], limits: [], route: smsRoute },
      ...{ audit: createDraft({ type: 'code.attempted' }), ...changes },
    })
  }

  return {
    names: { recipientHashes: [recipientHash], challengeLookups: [challenge.lookup] },
    challenge,
    open,
    settle,
    send: async (code, changes) => {
      const handOver = await open(code, changes)
      if (handOver.result.kind === 'opened') await settle(handOver, 'accepted')
      return handOver.result
    },
    answer,
    attempt: async (code, changes) => (await answer(code, changes)).kind,
  }
}

/** A limit that no other test shares. */
export const createLimit = (claim: Partial<LimitClaim> = {}): KeyedClaims => ({
  lookup: randomBytes(32),
  claims: [createClaim(claim)],
})

/** A claim with a minute's window. */
export const createClaim = (claim: Partial<LimitClaim> = {}): LimitClaim => ({
  name: 'ip',
  slot: 120,
  max: 3,
  windowMs: 60_000,
  ...claim,
})
