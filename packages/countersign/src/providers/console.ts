import type { Clock } from '../ports/clock.ts'
import { systemClock } from '../ports/clock.ts'
import type { Provider } from '../ports/provider.ts'

/** A message that nobody carried anywhere: it is shown in the development outbox. */
export interface OutboxMessage {
  readonly id: string
  /** When it was sent, ISO 8601. */
  readonly at: string
  readonly channel: string
  readonly to: string
  readonly purpose: string
  readonly text: string
  readonly code: string
  readonly link: string | null
}

/** Messages of the console provider, in this process's memory. */
export interface Outbox {
  /** Newest first. */
  messages(): readonly OutboxMessage[]
  /** The newest code for an address and a purpose. */
  codeFor(to: string, purpose: string): string | undefined
}

/** How many messages the outbox keeps. */
const keptAtMost = 200

/**
 * The provider for development. It shows messages, codes included, to whoever can open the outbox,
 * and so it must never run in production.
 */
export const createConsoleProvider = ({
  clock = systemClock,
}: {
  readonly clock?: Clock
} = {}): { readonly provider: Provider; readonly outbox: Outbox } => {
  let kept: readonly OutboxMessage[] = []
  let count = 0

  const provider: Provider = {
    id: 'console',
    channels: ['sms', 'email', 'whatsapp'],
    send: async (message) => {
      count += 1
      const shown: OutboxMessage = {
        id: String(count),
        at: new Date(clock.now()).toISOString(),
        channel: message.channel,
        to: message.to.reveal(),
        purpose: message.purpose,
        text: message.text.reveal(),
        code: message.code.reveal(),
        link: null,
      }
      kept = [shown, ...kept.slice(0, keptAtMost - 1)]
      return { kind: 'accepted', messageId: shown.id }
    },
  }
  const outbox: Outbox = {
    messages: () => kept,
    codeFor: (to, purpose) =>
      kept.find((message) => message.to === to && message.purpose === purpose)?.code,
  }
  return { provider, outbox }
}
