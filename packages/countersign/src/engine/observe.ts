import type { Attributes } from '@opentelemetry/api'
import { isCountersignError } from '../ports/error.ts'
import type { RedemptionResult, SendResult, Telemetry, VerifyResult } from '../ports/telemetry.ts'
import { quietly } from '../telemetry/quietly.ts'
import { traced } from '../telemetry/traced.ts'
import { channelFor } from './channel-for.ts'
import type { Engine } from './engine.ts'
import type { Limited } from './limited.ts'
import { countryOf } from './phone-facts.ts'
import type { Policies } from './policy.ts'
import { policyOf } from './policy-of.ts'
import type { SendOutcome } from './send.ts'
import type { VerifyOutcome } from './verify.ts'

interface Observing {
  readonly policies: Policies
  readonly telemetry: Telemetry
}

/** How a call ended that brought no outcome. */
interface Broken {
  readonly kind: 'unavailable' | 'failed'
}

/** Counts calls for a code, each in a span of its own. */
export const observeSend = (
  { policies, telemetry }: Observing,
  send: Engine['send'],
): Engine['send'] =>
  observe(policies, { name: 'countersign.send', call: send }, (request, ended) => {
    const { purpose, recipient } = request
    const channel = channelFor(policyOf(policies, purpose).channels, request)
    const integration = ended.kind === 'sent' ? ended.integration : undefined
    const outcome = sendResult(ended)
    telemetry.record({
      kind: 'send_answered',
      purpose,
      channel,
      outcome,
      country: countryOf(recipient),
      integration,
    })
    if (ended.kind === 'limited') countHit(telemetry, { purpose, on: 'send' }, ended)
    return {
      'countersign.channel': channel,
      'countersign.outcome': outcome,
      ...(integration !== undefined && { 'countersign.integration': integration }),
    }
  })

/** Counts checks of a code, each in a span of its own. */
export const observeVerify = (
  { policies, telemetry }: Observing,
  verify: Engine['verify'],
): Engine['verify'] =>
  observe(policies, { name: 'countersign.verify', call: verify }, (request, ended) => {
    const { purpose, recipient } = request
    const outcome = verifyResult(ended)
    telemetry.record({ kind: 'verify_answered', purpose, outcome })
    if (ended.kind === 'limited') countHit(telemetry, { purpose, on: 'verify' }, ended)
    if (ended.kind === 'verified') {
      const { country, integration } = ended.destination ?? {
        country: countryOf(recipient),
        integration: undefined,
      }
      telemetry.record({ kind: 'verified', purpose, country, integration })
    }
    return { 'countersign.outcome': outcome }
  })

/** Counts proofs that were presented, each in a span of its own. */
export const observeRedeem = (
  { policies, telemetry }: Observing,
  redeem: Engine['redeem'],
): Engine['redeem'] =>
  observe(policies, { name: 'countersign.redeem', call: redeem }, ({ purpose }, ended) => {
    const outcome: RedemptionResult = ended.kind === 'refused' ? ended.reason : ended.kind
    telemetry.record({ kind: 'redeem_answered', purpose, outcome })
    return { 'countersign.outcome': outcome }
  })

/**
 * A call that cannot be one is not counted. Above all the purpose must be one that there is: otherwise
 * it is whatever somebody wrote.
 */
const observe =
  <Request extends { readonly purpose: string }, Outcome>(
    policies: Policies,
    {
      name,
      call,
    }: { readonly name: string; readonly call: (request: Request) => Promise<Outcome> },
    count: (request: Request, ended: Outcome | Broken) => Attributes,
  ) =>
  (request: Request): Promise<Outcome> => {
    if (!Object.hasOwn(policies, request.purpose)) return call(request)
    const attributes = { 'countersign.purpose': request.purpose }
    return traced({ name, attributes }, async (note) => {
      const tell = (ended: Outcome | Broken) => note(quietly(() => count(request, ended)) ?? {})
      try {
        const outcome = await call(request)
        tell(outcome)
        return outcome
      } catch (error) {
        if (!isCountersignError(error, 'invalid_request'))
          tell({ kind: isCountersignError(error, 'unavailable') ? 'unavailable' : 'failed' })
        throw error
      }
    })
  }

const reasons = { limit: 'limited', cool_down: 'cooling_down', lock: 'locked' } as const

const sendResult = (ended: SendOutcome | Broken): SendResult => {
  switch (ended.kind) {
    case 'sent':
      return ended.fate
    case 'limited':
      return reasons[ended.reason]
    default:
      return ended.kind
  }
}

const verifyResult = (ended: VerifyOutcome | Broken): VerifyResult =>
  ended.kind === 'refused' ? ended.reason : ended.kind

/** Lock and cool-down are rules of the code itself and counted as such. */
const countHit = (
  telemetry: Telemetry,
  { purpose, on }: { readonly purpose: string; readonly on: 'send' | 'verify' },
  { reason, standing }: Limited,
): void => {
  if (reason === 'limit')
    telemetry.record({ kind: 'limit_hit', purpose, limit: standing.name, on, isShadow: false })
}
