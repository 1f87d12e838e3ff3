import type { NewDelivery } from '../../ports/delivery.ts'
import type { EnabledIntegration } from '../../ports/store.ts'
import type { SendingRoute } from '../../ports/switch.ts'
import type { EngineParts } from '../engine.ts'
import { decisionGoodMs } from '../start-within.ts'

/** Puts calls of providers on record before they are made, and decides whether they may be. */
export interface CallRecords {
  /** Integrations that were on when the code was made, in order. */
  readonly integrations: readonly EnabledIntegration[]
  /** Names the delivery by the first integration, which is on record already. */
  first(): Promise<string | undefined> | string | undefined
  /** Names the delivery by another integration. None if that must not be called. */
  begin(integration: string): Promise<string | undefined>
  /** Whether the provider of a delivery may be called once more. */
  again(ref: string): Promise<boolean>
}

/** What the records of a send are made from. */
export interface RecordedSend {
  readonly opened: {
    readonly deliveryRef: string | undefined
    readonly integrations: readonly EnabledIntegration[]
  }
  readonly route: SendingRoute
  /** When the store was asked to open, by {@link RecordedSend.nowMs}. */
  readonly askedAtMs: number
  /** A clock that nobody sets. `performance.now` if left out. */
  readonly nowMs?: () => number
}

/**
 * The records of one send. A call that cannot be put on record must not be made; nor one for a code that
 * nobody could use any more, nor one that was decided too long ago: it may be switched off by now.
 */
export const createCallRecords = (
  { store: { deliveries }, eventsOf, log }: Pick<EngineParts, 'store' | 'eventsOf' | 'log'>,
  {
    opened: { deliveryRef, integrations },
    route,
    askedAtMs,
    nowMs = () => performance.now(),
  }: RecordedSend,
): CallRecords => {
  const isGood = (since: number): boolean => nowMs() - since <= decisionGoodMs
  const fresh = async <Result>(write: () => Promise<Result>): Promise<Result | undefined> => {
    const startedAtMs = nowMs()
    try {
      const result = await write()
      return isGood(startedAtMs) ? result : undefined
    } catch (error) {
      const cause = error instanceof Error ? error.name : 'unknown'
      log.warn({ cause }, 'a provider was not called, because that could not be written down')
      return undefined
    }
  }
  const again = async (ref: string): Promise<boolean> => {
    const audit = eventsOf.called({ beside: ref })
    return (await fresh(() => deliveries.again({ ref, audit }))) === true
  }
  const firstAgain = async (ref: string) => ((await again(ref)) ? ref : undefined)

  return {
    integrations,
    first: () =>
      deliveryRef === undefined || isGood(askedAtMs) ? deliveryRef : firstAgain(deliveryRef),
    begin: async (integration) => {
      const delivery = newDelivery(route, integration)
      if (delivery === undefined || deliveryRef === undefined) return undefined
      const audit = eventsOf.called({ integration, beside: deliveryRef })
      return fresh(() => deliveries.begin({ beside: deliveryRef, delivery, audit }))
    },
    again,
  }
}

const newDelivery = (
  { country, channels: [way] }: SendingRoute,
  integration: string,
): NewDelivery | undefined => way && { channel: way.channel, integration, country }
