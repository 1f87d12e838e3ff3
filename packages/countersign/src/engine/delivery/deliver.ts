import type { SettledDelivery } from '../../ports/delivery.ts'
import type { Log } from '../../ports/log.ts'
import type {
  ChannelName,
  DeliveryOutcome,
  OutgoingMessage,
  Provider,
} from '../../ports/provider.ts'
import { silentTelemetry, type Telemetry } from '../../ports/telemetry.ts'
import { logTag } from '../log-tag.ts'
import type { CallRecords } from './call-records.ts'
import { createIntegration, type Integration, type Patience } from './integration.ts'
import { outcomeRules } from './outcome-rules.ts'
import type { Reconfigure } from './reconfigured.ts'
import { settledAs } from './settled-as.ts'
import { withDeadline } from './with-deadline.ts'

/** The providers of each channel, the preferred one first. */
export type Channels = Readonly<Partial<Record<ChannelName, readonly Provider[]>>>

/** What the caller may rely on, and what became of each delivery. */
export interface Delivered {
  readonly outcome: 'accepted' | 'unknown' | 'refused'
  /** The integration that took it, or the first that may have. */
  readonly integration: string | undefined
  readonly deliveries: readonly SettledDelivery[]
}

/** Hands a message over; every call is on record before it is made. */
export type Deliver = (message: OutgoingMessage, records: CallRecords) => Promise<Delivered>

/** Options of {@link createDeliver}. */
export interface DeliverOptions {
  readonly channels: Channels
  /** How long all integrations of a channel may take together, in milliseconds. */
  readonly timeoutMs: number
  readonly patience: Patience
  readonly reconfigure?: Reconfigure | undefined
  readonly log: Log
  readonly telemetry?: Telemetry
}

/**
 * Tries the integrations of the channel in order until one accepts, within one deadline of which each
 * has its share. All are given the same message with the same code, so that even after an unknown
 * outcome only one code can be right. Nobody is called for a code that is over by then.
 */
export const createDeliver = (options: DeliverOptions): Deliver => {
  const { timeoutMs, log } = options
  const integrations = createIntegrations(options)
  return async (message, records) => {
    const ordered = enabledOf(integrations.get(message.channel), records)
    const endsAtMs = performance.now() + Math.min(timeoutMs, message.ttlSeconds * 1000)
    const deliveries: SettledDelivery[] = []
    let mayHaveIt: Integration | undefined
    for (const [n, { integration, settings }] of ordered.entries()) {
      const call = await (n === 0 ? records.first() : records.begin(integration.id))
      if (call === undefined) break
      const { ref, mayBeMade } = call
      const shareMs = (endsAtMs - performance.now()) / (ordered.length - n)
      const handed = { ...message, callbackRef: ref }
      const mayCallAgain = () => records.again(ref)
      const result = mayBeMade
        ? await withDeadline(shareMs, (deadline) =>
            integration.send(handed, { deadline, mayCallAgain, settings }),
          )
        : notCalled
      if (mayBeMade) report(log, { integration, message, outcome: result })
      else
        log.warn({ integration: integration.id }, 'a provider was not called: it was too late to')
      deliveries.push(settledAs(ref, result))
      const { next } = outcomeRules[result.kind]
      if (next === 'done') return { outcome: 'accepted', integration: integration.id, deliveries }
      if (result.kind === 'unknown') mayHaveIt ??= integration
      if (next === 'stop') break
    }
    const outcome = mayHaveIt ? 'unknown' : 'refused'
    return { outcome, integration: mayHaveIt?.id, deliveries }
  }
}

/** It was decided too late that the provider may be called, or is switched off by now. */
const notCalled: DeliveryOutcome = { kind: 'transient', reason: 'not called' }

/** Those that are on, with the settings of their rows. */
const enabledOf = (
  known: readonly Integration[] = [],
  { integrations }: Pick<CallRecords, 'integrations'>,
) =>
  integrations.flatMap(({ id, settings }) => {
    const integration = known.find((other) => other.id === id)
    return integration === undefined ? [] : [{ integration, settings }]
  })

/** One integration for each provider, so that all channels share what is known of its faults. */
const createIntegrations = ({
  channels,
  patience,
  reconfigure,
  telemetry = silentTelemetry,
}: DeliverOptions): ReadonlyMap<string, readonly Integration[]> => {
  const byProvider = new Map<Provider, Integration>()
  const integrationOf = (provider: Provider): Integration => {
    const known =
      byProvider.get(provider) ?? createIntegration(provider, { patience, telemetry, reconfigure })
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
  if (outcome.kind === 'accepted')
    log.info({ tag: logTag(integration.id, 'SEND'), ...fields }, 'a message was accepted')
  else
    log.warn(
      { tag: logTag(integration.id, 'FAILURE'), ...fields, reason: outcome.reason },
      'a message was not accepted',
    )
}
