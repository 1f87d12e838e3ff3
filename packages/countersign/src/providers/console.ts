import type { Clock } from '../ports/clock.ts'
import { systemClock } from '../ports/clock.ts'
import type { Outbox, OutboxMessage } from '../ports/outbox.ts'
import type { Provider } from '../ports/provider.ts'

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
  let kept: OutboxMessage[] = []
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
        html: message.html?.reveal(),
      }
      kept.push(shown)
      if (kept.length >= 2 * keptAtMost) kept = kept.slice(-keptAtMost)
      return { kind: 'accepted', messageId: shown.id }
    },
  }
  const outbox: Outbox = {
    messages: () => kept.slice(-keptAtMost).reverse(),
    codeFor: (to, purpose) =>
      kept.findLast((message) => message.to === to && message.purpose === purpose)?.code,
  }
  return { provider, outbox }
}
