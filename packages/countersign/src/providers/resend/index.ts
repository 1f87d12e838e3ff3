/**
 * Email through Resend.
 *
 * @module
 */
import { z } from 'zod'
import { apiUrl, baseUrlSchema } from '../../exchange/base-url.ts'
import type {
  OutgoingMessage,
  Provider,
  ProviderKind,
  ProviderParts,
} from '../../ports/provider.ts'
import { callbackRefParameter } from '../callback-address.ts'
import { callProvider } from '../http-call.ts'
import { senderSchema } from '../sender-address.ts'
import { checkResendAccount } from './account.ts'
import { resendCallback } from './callback.ts'
import { classifyResend } from './classify.ts'

const usualBaseUrl = 'https://api.resend.com'

const settingsSchema = z.strictObject({
  from: senderSchema,
  baseUrl: baseUrlSchema(usualBaseUrl),
})

/** Settings of {@link resend}. */
export type ResendSettings = z.infer<typeof settingsSchema>

/**
 * Sends email through a Resend account. The id of the hand-over is the idempotency key, so that a
 * retry of an unknown outcome arrives once.
 */
export const createResend = ({ settings, secret }: ProviderParts<ResendSettings>): Provider => {
  const apiKey = secret('resend_api_key')
  const { baseUrl = usualBaseUrl } = settings
  const url = apiUrl(baseUrl, '/emails')
  return {
    id: 'resend',
    channels: ['email'],
    isIdempotent: true,
    send: (message, { signal }) => {
      const headers = {
        authorization: `Bearer ${apiKey.reveal()}`,
        'idempotency-key': message.deliveryId,
        'content-type': 'application/json',
        accept: 'application/json',
      }
      const body = JSON.stringify({
        from: settings.from,
        to: [message.to.reveal()],
        subject: message.subject,
        text: message.text.reveal(),
        html: message.html?.reveal(),
        tags: tagsOf(message),
      })
      return callProvider({ url, headers, body, signal }, classifyResend)
    },
    checkAccount: ({ signal }) => checkResendAccount({ baseUrl, apiKey, signal }),
  }
}

/** Resend gives tags back in its events. */
const tagsOf = ({ callbackRef }: OutgoingMessage) =>
  callbackRef === undefined ? undefined : [{ name: callbackRefParameter, value: callbackRef }]

/** Resend, for a configuration. */
export const resend: ProviderKind<ResendSettings> = {
  id: 'resend',
  channels: ['email'],
  settingsSchema,
  endpointSettings: ['baseUrl'],
  secretNames: ['resend_api_key'],
  callback: resendCallback,
  describe: ({ from, baseUrl = usualBaseUrl }) => ({
    product: 'email API',
    endpoint: baseUrl,
    vendorEndpoint: usualBaseUrl,
    identity: { from },
  }),
  create: createResend,
}
