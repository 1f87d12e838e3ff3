import type { ChannelName, DeliveryOutcome } from '../ports/provider.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import { traced } from './traced.ts'

/** Times and counts one call of a provider, in a span of its own. */
export const observeCall = (
  telemetry: Telemetry,
  {
    integration,
    channel,
  }: {
    readonly integration: string
    readonly channel: ChannelName
  },
  call: () => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> => {
  const attributes = { 'countersign.integration': integration, 'countersign.channel': channel }
  return traced({ name: 'provider.send', kind: 'client', attributes }, async (note) => {
    const startedAtMs = performance.now()
    const outcome = await call()
    const seconds = (performance.now() - startedAtMs) / 1000
    telemetry.record({
      kind: 'provider_called',
      integration,
      channel,
      outcome: outcome.kind,
      seconds,
    })
    note({ 'countersign.outcome': outcome.kind })
    return outcome
  })
}
