import { randomBytes } from 'node:crypto'
import type { OutgoingMessage, Provider } from '../../ports/provider.ts'
import { createSecret } from '../../ports/secret.ts'
import { recipientOn } from './under-test.ts'

/** What a test may set about a message. */
export interface MessageChanges {
  readonly to?: string
  readonly code?: string
  readonly deliveryId?: string
}

/** A message on the provider's first channel. */
export const createMessage = (
  { channels: [channel = 'sms'] }: Pick<Provider, 'channels'>,
  changes: MessageChanges = {},
): OutgoingMessage => {
  const { to = recipientOn(channel), code = '482913' } = changes
  const { deliveryId = randomBytes(16).toString('hex') } = changes
  const text = `${code} is your Acme code. It works for 5 minutes.`
  return {
    channel,
    deliveryId,
    to: createSecret(to),
    purpose: 'login',
    text: createSecret(text),
    code: createSecret(code),
    ttlSeconds: 300,
    locale: 'en',
    ...(channel === 'email' && {
      subject: 'Your Acme code',
      html: createSecret(`<p>${text}</p>`),
    }),
  }
}

/** Sends, with nothing that ends it. */
export const send = (provider: Provider, message = createMessage(provider)) =>
  provider.send(message, { signal: new AbortController().signal })
