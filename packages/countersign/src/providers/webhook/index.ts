/**
 * Messages through an HTTP service of your own, signed after Standard Webhooks.
 *
 * @module
 */
import { z } from 'zod'
import { type Clock, systemClock } from '../../ports/clock.ts'
import type {
  OutgoingMessage,
  Provider,
  ProviderKind,
  ProviderParts,
} from '../../ports/provider.ts'
import { callProvider } from '../http-call.ts'
import { readSigningKey, signatureOf } from '../standard-webhooks.ts'
import { classifyWebhook } from './classify.ts'

const settingsSchema = z
  .strictObject({
    url: z
      .string()
      .refine(
        (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
        'must be an https address',
      )
      .meta({ description: 'Where messages are posted to.' }),
    allowHttp: z.boolean().optional().meta({
      description: 'Lets `url` be http. Codes then travel in the clear: on your own network only.',
      default: false,
    }),
  })
  .refine(({ url, allowHttp }) => allowHttp === true || new URL(url).protocol === 'https:', {
    path: ['url'],
    error: 'must be https, unless allowHttp is true',
    when: ({ issues }) => issues.length === 0,
  })

/** Settings of {@link webhook}. */
export type WebhookSettings = z.infer<typeof settingsSchema>

/**
 * Posts messages to a service of your own, which passes them on by whatever way it has.
 *
 * @throws CountersignError `invalid_configuration` if the secret is no key after Standard Webhooks
 */
export const createWebhook = (
  { settings, secret }: ProviderParts<WebhookSettings>,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Provider => {
  const key = readSigningKey('webhook_secret', secret('webhook_secret'))
  const url = new URL(settings.url)
  return {
    id: 'webhook',
    channels: ['sms', 'email', 'whatsapp'],
    send: (message, { signal }) => {
      const body = JSON.stringify({ type: 'message.send', data: dataOf(message) })
      const id = message.deliveryId
      const timestamp = String(Math.floor(clock.now() / 1000))
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signatureOf({ id, timestamp, body }, key),
      }
      return callProvider({ url, headers, body, signal }, classifyWebhook)
    },
  }
}

const dataOf = (message: OutgoingMessage) => ({
  delivery_id: message.deliveryId,
  channel: message.channel,
  to: message.to.reveal(),
  purpose: message.purpose,
  subject: message.subject,
  text: message.text.reveal(),
  html: message.html?.reveal(),
  code: message.code.reveal(),
  expires_in: message.ttlSeconds,
  locale: message.locale,
})

/** A webhook, for a configuration. */
export const webhook: ProviderKind<WebhookSettings> = {
  id: 'webhook',
  channels: ['sms', 'email', 'whatsapp'],
  settingsSchema,
  endpointSettings: ['url', 'allowHttp'],
  secretNames: ['webhook_secret'],
  // What follows the host may hold a token of the receiver's.
  describe: ({ url }) => ({
    product: 'a service of your own, by Standard Webhooks',
    endpoint: new URL(url).origin,
    isInTheClear: new URL(url).protocol === 'http:',
    identity: {},
  }),
  create: (parts) => createWebhook(parts),
}
