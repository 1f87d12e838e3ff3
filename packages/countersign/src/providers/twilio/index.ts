/**
 * Text messages and WhatsApp through Twilio, with the Messages API and a Messaging Service.
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
import { createCallbackAddress } from '../callback-address.ts'
import { callProvider } from '../http-call.ts'
import { checkTwilioAccount } from './account.ts'
import { twilioCallback } from './callback.ts'
import { classifyTwilio } from './classify.ts'
import { basicCredentials } from './credentials.ts'
import {
  whatsappContent,
  whatsappIdentity,
  whatsappSettings,
  whatsappTemplateFor,
} from './whatsapp.ts'

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
  ...whatsappSettings,
  baseUrl: baseUrlSchema(usualBaseUrl),
})

/** Settings of {@link twilio}. */
export type TwilioSettings = z.infer<typeof settingsSchema>

/** Sends text messages through a Twilio account, and WhatsApp if it has a template for it. */
export const createTwilio = ({
  settings,
  secret,
  callbackUrl,
}: ProviderParts<TwilioSettings>): Provider => {
  const authToken = secret('twilio_auth_token')
  const { accountSid, baseUrl = usualBaseUrl } = settings
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`
  const url = apiUrl(baseUrl, path)
  const callbackAddress = createCallbackAddress({ callbackUrl, serviceUrl: url })
  return {
    id: 'twilio',
    channels: whatsappTemplateFor(settings, '') === undefined ? ['sms'] : ['sms', 'whatsapp'],
    send: async (message, { signal }) => {
      const content = contentOf(message, settings)
      if (content === undefined) return { kind: 'config', reason: 'no template' }
      const headers = {
        authorization: basicCredentials(accountSid, authToken),
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      }
      const callback = callbackAddress(message)
      const body = formOf({ message, content, settings, callback }).toString()
      return callProvider({ url, headers, body, signal }, classifyTwilio)
    },
    checkAccount: ({ signal }) => checkTwilioAccount({ baseUrl, accountSid, authToken, signal }),
  }
}

/** Text or template of a message, or `undefined` if there is no template for it. */
const contentOf = (message: OutgoingMessage, settings: TwilioSettings) => {
  if (message.channel !== 'whatsapp') return { Body: message.text.reveal() }
  const template = whatsappTemplateFor(settings, message.locale)
  return template === undefined ? undefined : whatsappContent(message.code, template)
}

const addressOf = ({ channel, to }: OutgoingMessage): string =>
  channel === 'whatsapp' ? `whatsapp:${to.reveal()}` : to.reveal()

const formOf = ({
  message,
  content,
  settings,
  callback,
}: {
  readonly message: OutgoingMessage
  readonly content: Readonly<Record<string, string>>
  readonly settings: TwilioSettings
  readonly callback: string | undefined
}): URLSearchParams =>
  new URLSearchParams({
    To: addressOf(message),
    MessagingServiceSid: settings.messagingServiceSid,
    ...content,
    ValidityPeriod: String(validitySeconds(message.ttlSeconds)),
    ...(callback !== undefined && { StatusCallback: callback }),
  })

/** How long Twilio may queue the message: no longer than the code is good. It takes 1 to 36 000. */
const validitySeconds = (ttlSeconds: number): number =>
  Math.min(Math.max(Math.floor(ttlSeconds), 6), 36_000)

/** Twilio, for a configuration. */
export const twilio: ProviderKind<TwilioSettings> = {
  id: 'twilio',
  channels: ['sms', 'whatsapp'],
  settingsSchema,
  endpointSettings: ['baseUrl'],
  secretNames: ['twilio_auth_token'],
  callback: twilioCallback,
  describe: ({ accountSid, messagingServiceSid, baseUrl = usualBaseUrl, ...settings }) => ({
    product: 'Messages API; Verify is not used, because codes are made here',
    endpoint: baseUrl,
    vendorEndpoint: usualBaseUrl,
    identity: { accountSid, messagingServiceSid, ...whatsappIdentity(settings) },
  }),
  create: createTwilio,
}
