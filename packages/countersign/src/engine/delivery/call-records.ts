import type { NewDelivery } from '../../ports/delivery.ts'
import type { EnabledIntegration } from '../../ports/store.ts'
import type { SendingRoute } from '../../ports/switch.ts'
import type { EngineParts } from '../engine.ts'
import { decisionGoodMs } from '../start-within.ts'

/** Puts calls of providers on record before they are made, and decides whether they may be. */
export interface CallRecords {
  /** Integrations that were on when the code was made, in order. */
  readonly integrations: readonly EnabledIntegration[]
  /** The call of the first integration, which is on record already. */
  first(): Promise<RecordedCall | undefined> | RecordedCall | undefined
  /** The call of another integration. None if that must not be called, or nobody knows. */
  begin(integration: string): Promise<RecordedCall | undefined>
  /** Whether the provider of a delivery may be called once more. */
  again(ref: string): Promise<boolean>
}

/** A call that is on record. */
export interface RecordedCall {
  /** The delivery that it belongs to. */
  readonly ref: string
  /** Or else it was decided too late, and ends here. */
  readonly mayBeMade: boolean
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
  const decided = async <Result>(write: () => Promise<Result>) => {
    const startedAtMs = nowMs()
    try {
      const result = await write()
      return { result, isGood: isGood(startedAtMs) }
    } catch (error) {
      const cause = error instanceof Error ? error.name : 'unknown'
      log.warn({ cause }, 'a provider was not called, because that could not be written down')
      return undefined
    }
  }
  const again = async (ref: string): Promise<boolean> => {
    const audit = eventsOf.called({ beside: ref })
    const made = await decided(() => deliveries.again({ ref, audit }))
    return made?.result === true && made.isGood
  }
  const firstAgain = async (ref: string) => ({ ref, mayBeMade: await again(ref) })

  return {
    integrations,
    first: () => {
      if (deliveryRef === undefined) return undefined
      return isGood(askedAtMs) ? { ref: deliveryRef, mayBeMade: true } : firstAgain(deliveryRef)
    },
    begin: async (integration) => {
      const delivery = newDelivery(route, integration)
      if (delivery === undefined || deliveryRef === undefined) return undefined
      const audit = eventsOf.called({ integration, beside: deliveryRef })
      const begun = await decided(() => deliveries.begin({ beside: deliveryRef, delivery, audit }))
      return begun?.result === undefined
        ? undefined
        : { ref: begun.result, mayBeMade: begun.isGood }
    },
    again,
  }
}

const newDelivery = (
  { country, channels: [way] }: SendingRoute,
  integration: string,
): NewDelivery | undefined => way && { channel: way.channel, integration, country }
