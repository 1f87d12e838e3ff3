import type { DeliveryOutcome, OutgoingMessage, Provider } from '../../ports/provider.ts'

/**
 * Hands a message to a provider once. Whatever the provider does, this ends at the deadline: a
 * provider that has not answered by then, or that threw, may have sent the message.
 */
export const handOver = async (
  provider: Provider,
  message: OutgoingMessage,
  deadline: AbortSignal,
): Promise<DeliveryOutcome> => {
  if (deadline.aborted) return { kind: 'transient', reason: 'no time left' }
  let giveUp: () => void = () => undefined
  const tooLate = new Promise<DeliveryOutcome>((resolve) => {
    giveUp = () => resolve({ kind: 'unknown', reason: 'no answer in time' })
  })
  deadline.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([provider.send(message, { signal: deadline }), tooLate])
  } catch {
    return { kind: 'unknown', reason: 'the adapter failed' }
  } finally {
    deadline.removeEventListener('abort', giveUp)
  }
}
