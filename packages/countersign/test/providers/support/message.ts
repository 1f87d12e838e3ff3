import {
  createSecret,
  type DeliveryOutcome,
  type OutgoingMessage,
  type Provider,
} from 'countersign'

/** A text message with fixed contents, so that a test can name every byte of a request. */
export const textMessage: OutgoingMessage = {
  channel: 'sms',
  deliveryId: '00112233445566778899aabbccddeeff',
  to: createSecret('+233200000000'),
  purpose: 'login',
  text: createSecret('123456 is your Acme code.\n\n@acme.example #123456'),
  code: createSecret('123456'),
  ttlSeconds: 300,
  locale: 'en',
}

/** An email with fixed contents. */
export const emailMessage: OutgoingMessage = {
  ...textMessage,
  channel: 'email',
  to: createSecret('Ama@example.com'),
  subject: 'Your Acme code',
  text: createSecret('Your Acme code:\n\n123456\n'),
  html: createSecret('<p>Your Acme code: <b>123456</b></p>'),
}

/** A message for a provider's first channel. */
export const messageFor = ({ channels }: Provider): OutgoingMessage =>
  channels[0] === 'email' ? emailMessage : textMessage

/** Sends, with nothing that ends it. */
export const send = (
  provider: Provider,
  message: OutgoingMessage = messageFor(provider),
): Promise<DeliveryOutcome> => provider.send(message, { signal: new AbortController().signal })
