import type { Log } from '../../ports/log.ts'
import type {
  ChannelName,
  DeliveryOutcome,
  OutgoingMessage,
  Provider,
} from '../../ports/provider.ts'
import { silentTelemetry, type Telemetry } from '../../ports/telemetry.ts'
import { createIntegration, type Integration, type Patience } from './integration.ts'
import { outcomeRules } from './outcome-rules.ts'
import { withDeadline } from './with-deadline.ts'

/** The providers of each channel, the preferred one first. */
export type Channels = Readonly<Partial<Record<ChannelName, readonly Provider[]>>>

/** What became of a message, and what the caller may rely on. */
export interface Delivered {
  readonly outcome: 'accepted' | 'unknown' | 'refused'
  /** The integration that took it, or the first that may have. */
  readonly integration: string | undefined
}

/** Hands a message over. */
export type Deliver = (message: OutgoingMessage) => Promise<Delivered>

/** Options of {@link createDeliver}. */
export interface DeliverOptions {
  readonly channels: Channels
  /** How long all integrations of a channel may take together, in milliseconds. */
  readonly timeoutMs: number
  readonly patience: Patience
  readonly log: Log
  readonly telemetry?: Telemetry
}

/**
 * Tries the integrations of the channel in order until one accepts, within one deadline of which each
 * has its share. All are given the same message with the same code, so that even after an unknown
 * outcome only one code can be right.
 */
export const createDeliver = (options: DeliverOptions): Deliver => {
  const { timeoutMs, log } = options
  const integrations = createIntegrations(options)
  return async (message) => {
    const ordered = integrations.get(message.channel) ?? []
    const endsAtMs = performance.now() + timeoutMs
    let mayHaveIt: Integration | undefined
    for (const [n, integration] of ordered.entries()) {
      const shareMs = (endsAtMs - performance.now()) / (ordered.length - n)
      const outcome = await withDeadline(shareMs, (deadline) => integration.send(message, deadline))
      report(log, { integration, message, outcome })
      const { next } = outcomeRules[outcome.kind]
      if (next === 'done') return { outcome: 'accepted', integration: integration.id }
      if (outcome.kind === 'unknown') mayHaveIt ??= integration
      if (next === 'stop') break
    }
    return { outcome: mayHaveIt ? 'unknown' : 'refused', integration: mayHaveIt?.id }
  }
}

/** One integration for each provider, so that all channels share what is known of its faults. */
const createIntegrations = ({
  channels,
  patience,
  telemetry = silentTelemetry,
}: DeliverOptions): ReadonlyMap<string, readonly Integration[]> => {
  const byProvider = new Map<Provider, Integration>()
  const integrationOf = (provider: Provider): Integration => {
    const known = byProvider.get(provider) ?? createIntegration(provider, { patience, telemetry })
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
