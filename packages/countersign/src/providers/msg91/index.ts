/**
 * Text messages through MSG91 (India), Flow API v5.
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
import { callProvider } from '../http-call.ts'
import { checkMsg91Account } from './account.ts'
import { msg91Callback } from './callback.ts'
import { classifyMsg91 } from './classify.ts'
import { templateFor, templateIdentity, templatesSchema } from './templates.ts'

const usualBaseUrl = 'https://control.msg91.com'
const usualVariables: Variables = { OTP: 'code' }

type Variables = Readonly<Record<string, 'code' | 'minutes'>>

const variablesSchema = z
  .record(
    z.string().regex(/^(?!mobiles$)[A-Za-z][A-Za-z0-9_]{0,39}$/, 'is not a name of a variable'),
    z.enum(['code', 'minutes']),
  )
  .refine((variables) => Object.values(variables).includes('code'), 'one of them must be the code')

const templateId = z
  .string()
  .regex(
    /^[0-9a-f]{24}$/i,
    "must be MSG91's own id of the template, 24 hexadecimal digits, and not the 19-digit DLT id",
  )

const settingsSchema = z.strictObject({
  templateId: templateId.meta({
    description: "MSG91's id of the template. It holds the text that people get.",
  }),
  templates: templatesSchema(templateId).optional().meta({
    description:
      'Templates by purpose and language, as in `{ "login": { "en": "…", "hi": "…" } }`. Whatever is not there gets `templateId`.',
    default: {},
  }),
  variables: variablesSchema.optional().meta({
    description:
      "The template's variables by name, and what goes into each: `code`, or `minutes` for how long it is good.",
    default: usualVariables,
  }),
  baseUrl: baseUrlSchema(usualBaseUrl),
})

/** Settings of {@link msg91}. */
export type Msg91Settings = z.infer<typeof settingsSchema>

/**
 * Sends text messages through an MSG91 account. The text is the registered template's: of the message
 * only number, code and lifetime are used, and purpose and language to choose the template.
 */
export const createMsg91 = ({ settings, secret }: ProviderParts<Msg91Settings>): Provider => {
  const authKey = secret('msg91_auth_key')
  const { baseUrl = usualBaseUrl } = settings
  const url = apiUrl(baseUrl, '/api/v5/flow')
  return {
    id: 'msg91',
    channels: ['sms'],
    send: (message, { signal }) => {
      const headers = {
        authkey: authKey.reveal(),
        'content-type': 'application/json',
        accept: 'application/json',
      }
      const body = JSON.stringify({
        template_id: templateFor(settings, message),
        short_url: '0',
        realTimeResponse: '1',
        recipients: [recipientOf(message, settings.variables ?? usualVariables)],
      })
      return callProvider({ url, headers, body, signal }, classifyMsg91)
    },
    checkAccount: ({ signal }) => checkMsg91Account({ baseUrl, authKey, signal }),
  }
}

const recipientOf = (message: OutgoingMessage, variables: Variables) => {
  const values = {
    code: message.code.reveal(),
    minutes: String(Math.max(Math.floor(message.ttlSeconds / 60), 1)),
  }
  const filled = Object.entries(variables).map(([name, value]) => [name, values[value]])
  return { mobiles: message.to.reveal().replace(/^\+/, ''), ...Object.fromEntries(filled) }
}

/** MSG91, for a configuration. */
export const msg91: ProviderKind<Msg91Settings> = {
  id: 'msg91',
  channels: ['sms'],
  settingsSchema,
  endpointSettings: ['baseUrl'],
  secretNames: ['msg91_auth_key'],
  callback: msg91Callback,
  describe: ({ templateId, templates = {}, baseUrl = usualBaseUrl }) => ({
    product: 'SMS by Flow API v5; its OTP product is not used, because codes are made here',
    endpoint: baseUrl,
    vendorEndpoint: usualBaseUrl,
    identity: { templateId, ...templateIdentity(templates) },
  }),
  create: createMsg91,
}
