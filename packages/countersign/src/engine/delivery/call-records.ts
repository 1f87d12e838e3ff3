import type { NewDelivery } from '../../ports/delivery.ts'
import type { EngineParts } from '../engine.ts'

/** Puts calls of providers on record before they are made. */
export interface CallRecords {
  /** Names the delivery by the first integration, which is on record already. */
  readonly firstRef: string | undefined
  /** Names the delivery by another integration. None if that must not be called. */
  begin(integration: string): Promise<string | undefined>
  /** Whether the provider of a delivery may be called once more. */
  again(ref: string): Promise<boolean>
}

/**
 * The records of one send. A call that cannot be put on record must not be made; nor one for a code that
 * nobody could use any more.
 */
export const createCallRecords = (
  { store: { deliveries }, log }: Pick<EngineParts, 'store' | 'log'>,
  {
    opened: { deliveryRef },
    delivery,
  }: {
    readonly opened: { readonly deliveryRef: string | undefined }
    readonly delivery: NewDelivery | undefined
  },
): CallRecords => {
  const orNone = async <Result>(write: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await write()
    } catch (error) {
      const cause = error instanceof Error ? error.name : 'unknown'
      log.warn({ cause }, 'a provider was not called, because that could not be written down')
      return undefined
    }
  }

  return {
    firstRef: deliveryRef,
    begin: async (integration) => {
      if (delivery === undefined || deliveryRef === undefined) return undefined
      const next = { beside: deliveryRef, delivery: { ...delivery, integration } }
      return orNone(() => deliveries.begin(next))
    },
    again: async (ref) => (await orNone(() => deliveries.again(ref))) === true,
  }
}
