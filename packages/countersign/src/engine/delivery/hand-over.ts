import type { DeliveryOutcome, OutgoingMessage, Provider } from '../../ports/provider.ts'

/**
 * Hands a message to a provider once. Whatever the provider does, this ends at the deadline: a
 * provider that has not answered by then, or that threw, may have sent the message.
 */
export const handOver = (
  provider: Provider,
  message: OutgoingMessage,
  deadline: AbortSignal,
): Promise<DeliveryOutcome> =>
  new Promise((resolve) => {
    if (deadline.aborted) return resolve({ kind: 'transient', reason: 'no time left' })
    // Both end with the hand-over, so nobody has to take the listener away again.
    const giveUp = () => resolve({ kind: 'unknown', reason: 'no answer in time' })
    deadline.addEventListener('abort', giveUp)
    const failed = () => resolve({ kind: 'unknown', reason: 'the adapter failed' })
    try {
      provider.send(message, { signal: deadline }).then(resolve, failed)
    } catch {
      failed()
    }
  })
