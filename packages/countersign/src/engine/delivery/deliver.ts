import type { Log } from '../../ports/log.ts'
import type {
  ChannelName,
  DeliveryOutcome,
  OutgoingMessage,
  Provider,
} from '../../ports/provider.ts'
import { createIntegration, type Integration, type Patience } from './integration.ts'
import { outcomeRules } from './outcome-rules.ts'
import { withDeadline } from './with-deadline.ts'

/** The providers of each channel, the preferred one first. */
export type Channels = Readonly<Partial<Record<ChannelName, readonly Provider[]>>>

/** Hands a message over and says what the caller may rely on. */
export type Deliver = (message: OutgoingMessage) => Promise<'accepted' | 'unknown' | 'refused'>

/** Options of {@link createDeliver}. */
export interface DeliverOptions {
  readonly channels: Channels
  /** How long all integrations of a channel may take together, in milliseconds. */
  readonly timeoutMs: number
  readonly patience: Patience
  readonly log: Log
}

/**
 * Tries the integrations of the channel in order until one accepts, within one deadline of which each
 * has its share. All are given the same message with the same code, so that even after an unknown
 * outcome only one code can be right.
 */
export const createDeliver = ({ channels, timeoutMs, patience, log }: DeliverOptions): Deliver => {
  const integrations = createIntegrations(channels, patience)
  return async (message) => {
    const ordered = integrations.get(message.channel) ?? []
    const endsAtMs = performance.now() + timeoutMs
    let result: 'unknown' | 'refused' = 'refused'
    for (const [n, integration] of ordered.entries()) {
      const shareMs = (endsAtMs - performance.now()) / (ordered.length - n)
      const outcome = await withDeadline(shareMs, (deadline) => integration.send(message, deadline))
      report(log, { integration, message, outcome })
      const { next } = outcomeRules[outcome.kind]
      if (next === 'done') return 'accepted'
      if (outcome.kind === 'unknown') result = 'unknown'
      if (next === 'stop') break
    }
    return result
  }
}

/** One integration for each provider, so that all channels share what is known of its faults. */
const createIntegrations = (channels: Channels, patience: Patience) => {
  const byProvider = new Map<Provider, Integration>()
  const integrationOf = (provider: Provider): Integration => {
    const known = byProvider.get(provider) ?? createIntegration(provider, patience)
    byProvider.set(provider, known)
    return known
  }
  return new Map(
    Object.entries(channels).map(([channel, providers = []]) => [
      channel,
      providers.map(integrationOf),
    ]),
  )
}

/** One line for each hand-over, with the tag that operators look for. */
const report = (
  log: Log,
  {
    integration,
    message,
    outcome,
  }: {
    readonly integration: Integration
    readonly message: OutgoingMessage
    readonly outcome: DeliveryOutcome
  },
): void => {
  const { channel, purpose, deliveryId } = message
  const fields = {
    integration: integration.id,
    channel,
    purpose,
    deliveryId,
    outcome: outcome.kind,
  }
  const tag = (event: string) => `[${integration.id.toUpperCase()}_OTP_${event}]`
  if (outcome.kind === 'accepted')
    log.info({ tag: tag('SEND'), ...fields }, 'a message was accepted')
  else
    log.warn(
      { tag: tag('FAILURE'), ...fields, reason: outcome.reason },
      'a message was not accepted',
    )
}
