import type { Log } from '../ports/log.ts'
import type { ChannelName, DeliveryOutcome, OutgoingMessage, Provider } from '../ports/provider.ts'

/** The providers of each channel, the preferred one first. */
export type Channels = Readonly<Partial<Record<ChannelName, readonly Provider[]>>>

/** Hands a message over and says what the caller may rely on. */
export type Deliver = (message: OutgoingMessage) => Promise<'accepted' | 'unknown' | 'refused'>

/** Options of {@link createDeliver}. */
export interface DeliverOptions {
  readonly channels: Channels
  /** How long all providers of a channel may take together; each has its share of that. */
  readonly timeoutMs: number
  readonly log: Log
}

/**
 * Tries the providers of the channel in order until one accepts; one that takes longer than its share
 * of the time has an unknown outcome. A later one is given the same
 * message with the same code, so that even after an unknown outcome only one code can be right.
 */
export const createDeliver =
  ({ channels, timeoutMs, log }: DeliverOptions): Deliver =>
  async (message) => {
    let result: 'unknown' | 'refused' = 'refused'
    const providers = channels[message.channel] ?? []
    for (const provider of providers) {
      const outcome = await handOver(provider, message, timeoutMs / providers.length)
      if (outcome.kind === 'accepted') return 'accepted'
      if (outcome.kind === 'unknown') result = 'unknown'
      const fields = { integration: provider.id, purpose: message.purpose, outcome: outcome.kind }
      log.warn(fields, 'a message was not accepted')
    }
    return result
  }

const handOver = async (
  provider: Provider,
  message: OutgoingMessage,
  timeoutMs: number,
): Promise<DeliveryOutcome> => {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<DeliveryOutcome>((resolve) => {
    timer = setTimeout(() => {
      controller.abort()
      resolve({ kind: 'unknown' })
    }, timeoutMs)
  })
  try {
    return await Promise.race([provider.send(message, { signal: controller.signal }), timeout])
  } catch {
    return { kind: 'unknown' }
  } finally {
    clearTimeout(timer)
  }
}
