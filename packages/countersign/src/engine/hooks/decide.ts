import { CountersignError } from '../../ports/error.ts'
import { channelFor } from '../channel-for.ts'
import type { EngineParts } from '../engine.ts'
import { countryOf } from '../phone-facts.ts'
import type { Policy } from '../policy.ts'
import type { SendRequest } from '../send.ts'
import { ask, personOf } from './ask.ts'
import type { Hooks, SendDecision } from './hooks.ts'

/** A send as the host wants it. */
export type Decided =
  | {
      readonly kind: 'go_on'
      readonly request: SendRequest
      readonly policy: Policy
      readonly isSilenced: boolean
    }
  | { readonly kind: 'refused' }

type DecidingParts = Pick<EngineParts, 'hooks' | 'hasCaptcha'>

/**
 * Asks the host what becomes of a send.
 *
 * @throws CountersignError `unavailable` if it gives no answer that can be followed
 */
export const decideSend = (
  parts: DecidingParts,
  request: SendRequest,
  policy: Policy,
): Promise<Decided> | Decided => {
  const { beforeSend } = parts.hooks
  return beforeSend === undefined
    ? asItIs(request, policy)
    : decideBy(beforeSend, parts, { request, policy })
}

const asItIs = (request: SendRequest, policy: Policy) =>
  ({ kind: 'go_on', request, policy, isSilenced: false }) as const

const decideBy = async (
  beforeSend: NonNullable<Hooks['beforeSend']>,
  parts: DecidingParts,
  { request, policy }: { readonly request: SendRequest; readonly policy: Policy },
): Promise<Decided> => {
  const asIs = asItIs(request, policy)
  const { recipient, locale, requester } = request
  const question = {
    ...personOf(request),
    channel: channelFor(policy.channels, request),
    country: countryOf(recipient),
    locale,
    isCaller: requester.isCaller,
  }
  const decided = await ask('beforeSend', () => beforeSend(question), parts.hooks.timeoutMs)
  switch (decided?.decision) {
    case 'allow':
      return asIs
    case 'refuse':
      return { kind: 'refused' }
    case 'silence':
      return { ...asIs, isSilenced: true }
    case 'captcha':
      if (!parts.hasCaptcha) throw unusable('captcha, and there is none')
      return { ...asIs, policy: { ...policy, captcha: true } }
    case 'channel':
      return { ...asIs, request: byChannel(request, policy, decided) }
    default:
      throw unusable('nothing that there is')
  }
}

const byChannel = (
  request: SendRequest,
  policy: Policy,
  { channel }: Extract<SendDecision, { readonly decision: 'channel' }>,
): SendRequest => {
  const other = { ...request, channel }
  try {
    channelFor(policy.channels, other)
    return other
  } catch {
    throw unusable('a channel that the purpose does not have for this recipient')
  }
}

const unusable = (what: string) =>
  new CountersignError('unavailable', `the hook beforeSend decided for ${what}`)
