import type { Clock } from '../ports/clock.ts'
import { systemClock } from '../ports/clock.ts'
import type { Outbox, OutboxMessage } from '../ports/outbox.ts'
import type { OutgoingMessage, Provider } from '../ports/provider.ts'

/** How many messages the outbox keeps. */
const keptAtMost = 200

interface Kept {
  readonly id: string
  readonly atMs: number
  readonly message: OutgoingMessage
}

/**
 * The provider for development. It shows messages, codes included, to whoever can open the outbox,
 * and so it must never run in production.
 */
export const createConsoleProvider = ({
  clock = systemClock,
}: {
  readonly clock?: Clock
} = {}): { readonly provider: Provider; readonly outbox: Outbox } => {
  let kept: Kept[] = []
  let count = 0

  const provider: Provider = {
    id: 'console',
    channels: ['sms', 'email', 'whatsapp'],
    send: async (message) => {
      count += 1
      const id = String(count)
      kept.push({ id, atMs: clock.now(), message })
      if (kept.length >= 2 * keptAtMost) kept = kept.slice(-keptAtMost)
      return { kind: 'accepted', messageId: id }
    },
  }
  const outbox: Outbox = {
    messages: () => kept.slice(-keptAtMost).reverse().map(show),
    codeFor: (to, purpose) =>
      kept
        .findLast(({ message }) => message.purpose === purpose && message.to.reveal() === to)
        ?.message.code.reveal(),
  }
  return { provider, outbox }
}

const show = ({ id, atMs, message }: Kept): OutboxMessage => ({
  id,
  at: new Date(atMs).toISOString(),
  channel: message.channel,
  to: message.to.reveal(),
  purpose: message.purpose,
  text: message.text.reveal(),
  code: message.code.reveal(),
  link: message.link?.reveal() ?? null,
  html: message.html?.reveal(),
})
