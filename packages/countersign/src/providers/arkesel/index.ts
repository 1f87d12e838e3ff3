/**
 * Text messages through Arkesel (Ghana), SMS API v2.
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
import { checkArkeselAccount } from './account.ts'
import { arkeselCallback } from './callback.ts'
import { classifyArkesel } from './classify.ts'

const usualBaseUrl = 'https://sms.arkesel.com'

const settingsSchema = z.strictObject({
  senderId: z
    .string()
    .regex(/^[\x20-\x7e]{1,11}$/, 'must have 1 to 11 plain characters')
    .meta({ description: 'Sender that people see. Must be approved on your Arkesel account.' }),
  sandbox: z.boolean().optional().meta({
    description:
      'Arkesel takes messages, but neither forwards nor bills them. For trying out; refused in production.',
    default: false,
  }),
  baseUrl: baseUrlSchema(usualBaseUrl),
})

/** Settings of {@link arkesel}. */
export type ArkeselSettings = z.infer<typeof settingsSchema>

/** Sends text messages through an Arkesel account. */
export const createArkesel = ({
  settings,
  secret,
  callbackUrl,
}: ProviderParts<ArkeselSettings>): Provider => {
  const apiKey = secret('arkesel_api_key')
  const { baseUrl = usualBaseUrl } = settings
  const url = apiUrl(baseUrl, '/api/v2/sms/send')
  const callbackAddress = createCallbackAddress({ callbackUrl, serviceUrl: url })
  return {
    id: 'arkesel',
    channels: ['sms'],
    send: (message, { signal }) => {
      const recipient = message.to.reveal().replace(/^\+/, '')
      const headers = {
        'api-key': apiKey.reveal(),
        'content-type': 'application/json',
        accept: 'application/json',
      }
      const callback = callbackAddress(message)
      const body = JSON.stringify(bodyOf({ message, recipient, settings, callback }))
      return callProvider({ url, headers, body, signal }, classifyArkesel)
    },
    checkAccount: ({ signal }) => checkArkeselAccount({ baseUrl, apiKey, signal }),
  }
}

const bodyOf = ({
  message,
  recipient,
  settings,
  callback,
}: {
  readonly message: OutgoingMessage
  readonly recipient: string
  readonly settings: ArkeselSettings
  readonly callback: string | undefined
}) => ({
  sender: settings.senderId,
  recipients: [recipient],
  message: message.text.reveal(),
  sandbox: settings.sandbox ?? false,
  ...(callback !== undefined && { callback_url: callback }),
  // Nigeria's operators want to know which of the two it is.
  ...(recipient.startsWith('234') && { use_case: 'transactional' }),
})

/** Arkesel, for a configuration. */
export const arkesel: ProviderKind<ArkeselSettings> = {
  id: 'arkesel',
  channels: ['sms'],
  settingsSchema,
  endpointSettings: ['baseUrl'],
  secretNames: ['arkesel_api_key'],
  callback: arkeselCallback,
  describe: ({ senderId, sandbox = false, baseUrl = usualBaseUrl }) => ({
    product: 'SMS API v2; its OTP product is not used, because codes are made here',
    endpoint: baseUrl,
    vendorEndpoint: usualBaseUrl,
    isSandbox: sandbox,
    identity: { senderId },
  }),
  create: createArkesel,
}
