/**
 * Text messages through Twilio, with the Messages API and a Messaging Service.
 *
 * @module
 */
import { z } from 'zod'
import type {
  OutgoingMessage,
  Provider,
  ProviderKind,
  ProviderParts,
} from '../../ports/provider.ts'
import { apiUrl, baseUrlSchema } from '../base-url.ts'
import { createCallbackAddress } from '../callback-address.ts'
import { callProvider } from '../http-call.ts'
import { twilioCallback } from './callback.ts'
import { classifyTwilio } from './classify.ts'

const usualBaseUrl = 'https://api.twilio.com'

const settingsSchema = z.strictObject({
  accountSid: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i, 'must be AC and 32 hexadecimal digits')
    .meta({ description: 'Account SID, from the front page of the Twilio console.' }),
  messagingServiceSid: z
    .string()
    .regex(
      /^MG[0-9a-f]{32}$/i,
      'must be MG and 32 hexadecimal digits; a number is not enough, make a Messaging Service',
    )
    .meta({
      description: 'SID of the Messaging Service, which picks the sender for each country.',
    }),
  baseUrl: baseUrlSchema(usualBaseUrl),
})

/** Settings of {@link twilio}. */
export type TwilioSettings = z.infer<typeof settingsSchema>

/** Sends text messages through a Twilio account. */
export const createTwilio = ({
  settings,
  secret,
  callbackUrl,
}: ProviderParts<TwilioSettings>): Provider => {
  const authToken = secret('twilio_auth_token')
  const { accountSid } = settings
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
  const url = apiUrl(settings.baseUrl ?? usualBaseUrl, path)
  const callbackAddress = createCallbackAddress({ callbackUrl, serviceUrl: url })
  return {
    id: 'twilio',
    channels: ['sms'],
    send: (message, { signal }) => {
      const credentials = Buffer.from(`${accountSid}:${authToken.reveal()}`).toString('base64')
      const headers = {
        authorization: `Basic ${credentials}`,
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      }
      const callback = callbackAddress(message)
      const body = formOf({ message, settings, callback }).toString()
      return callProvider({ url, headers, body, signal }, classifyTwilio)
    },
  }
}

const formOf = ({
  message,
  settings,
  callback,
}: {
  readonly message: OutgoingMessage
  readonly settings: TwilioSettings
  readonly callback: string | undefined
}): URLSearchParams =>
  new URLSearchParams({
    To: message.to.reveal(),
    MessagingServiceSid: settings.messagingServiceSid,
    Body: message.text.reveal(),
    ValidityPeriod: String(validitySeconds(message.ttlSeconds)),
    ...(callback !== undefined && { StatusCallback: callback }),
  })

/** How long Twilio may queue the message: no longer than the code is good. It takes 1 to 36 000. */
const validitySeconds = (ttlSeconds: number): number =>
  Math.min(Math.max(Math.floor(ttlSeconds), 6), 36_000)

/** Twilio, for a configuration. */
export const twilio: ProviderKind<TwilioSettings> = {
  id: 'twilio',
  channels: ['sms'],
  settingsSchema,
  secretNames: ['twilio_auth_token'],
  callback: twilioCallback,
  create: createTwilio,
}
