import type { ChannelName, DeliveryOutcome, OutgoingMessage, Provider } from '../ports/provider.ts'

/** A provider that sends nothing and remembers everything. */
export interface RecordingProvider extends Provider {
  /** Every message it was handed, oldest first. */
  readonly messages: readonly OutgoingMessage[]
  /** What it answers from now on. It accepts until told otherwise. */
  answerWith(answer: DeliveryOutcome | (() => Promise<DeliveryOutcome>)): void
}

/** Creates a provider for tests. */
export const createRecordingProvider = (
  id = 'recording',
  channels: readonly ChannelName[] = ['sms', 'email', 'whatsapp'],
): RecordingProvider => {
  const messages: OutgoingMessage[] = []
  let answer: () => Promise<DeliveryOutcome> = async () => ({ kind: 'accepted' })
  return {
    id,
    channels,
    messages,
    answerWith: (next) => {
      answer = typeof next === 'function' ? next : async () => next
    },
    send: async (message) => {
      messages.push(message)
      return answer()
    },
  }
}
