import { defaultFailureBudget, policyName, purposeSchema, readRedirect } from 'countersign'
import ipaddr from 'ipaddr.js'
import { isSupportedCountry } from 'libphonenumber-js/max'
import { z } from 'zod'
import { captchaSchema } from '../captcha/schema.ts'
import { channelSchema, integrationsSchema } from '../integrations/schema.ts'
import { isStoreUrl } from '../open-store.ts'
import { abuseSchema, auditSchema } from './audit-schema.ts'
import { defaultLocaleSchema, messagesSchema } from './messages-schema.ts'
import { emailDomainsSchema, phonePrefixesSchema } from './recipient-schema.ts'
import { sessionsSchema } from './session-schema.ts'
import { testRecipientSchema } from './test-recipient-schema.ts'

const port = z.int().min(0).max(65_535)

const url = (...protocols: readonly string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
    )

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text

const isNetwork = (text: string): boolean => {
  try {
    ipaddr.parseCIDR(text)
    return true
  } catch {
    return false
  }
}

/** The configuration file. Every key may be left out in development. */
export const configSchema = z.strictObject({
  publicUrl: url('http:', 'https:').optional().meta({
    description:
      'Address under which people reach the server. Its host stands in every text message. Must be https in production.',
    default: 'http://localhost:3000',
  }),
  brand: z.string().trim().min(1).max(30).optional().meta({
    description:
      'Your name, as it stands in messages. Characters of a plain text message (GSM-7) only.',
    default: 'Countersign',
  }),
  defaultLocale: defaultLocaleSchema,
  listen: z
    .strictObject({
      host: z.string().min(1).optional().meta({
        description: 'Address to listen on.',
        default: '127.0.0.1; 0.0.0.0 in production',
      }),
      port: port.optional().meta({ description: 'Port to listen on.', default: 3000 }),
    })
    .optional(),
  metrics: z
    .strictObject({
      host: z.string().min(1).optional().meta({
        description:
          'Address that `/metrics` is served on. Let only your monitoring reach it: whoever does can read how much you send.',
        default: '127.0.0.1',
      }),
      port: port.optional().meta({
        description: 'Port that `/metrics` is served on.',
        default: 9464,
      }),
    })
    .optional(),
  store: z
    .strictObject({
      url: z
        .string()
        .refine(isStoreUrl, 'must be memory:, sqlite:PATH or postgres://…')
        .optional()
        .meta({
          description:
            'Where challenges are kept: `sqlite:PATH`, `postgres://…`, or `memory:` (development only, gone at every start).',
          default: 'sqlite:./data/countersign.db',
        }),
    })
    .optional(),
  secretsDir: z.string().min(1).optional().meta({
    description:
      'Folder with `keyring.json`. Made with new keys on the first start in development.',
    default: './data/secrets',
  }),
  defaultCountry: z
    .string()
    .refine(isSupportedCountry, 'must be a country code such as GH or IN')
    .optional()
    .meta({
      description:
        'Country in which a phone number without a country code is read, where one may be given: in the sign-in API (`/api/auth`, where it is `IN` if left out) and on the command line. The rest of the API takes E.164 only.',
    }),
  countries: z
    .array(z.string().refine(isSupportedCountry, 'must be a country code such as GH or IN'))
    .min(1)
    .optional()
    .meta({
      description:
        'Countries that text messages go to (ISO 3166-1 alpha-2), and only to mobile numbers there. A send to any other number is answered like every send, and nothing is sent. Needed in production with an `sms` or `whatsapp` channel.',
      default: 'all, in development',
    }),
  phonePrefixes: phonePrefixesSchema.optional(),
  emailDomains: emailDomainsSchema.optional().meta({
    description: 'Email domains that this deployment judges by itself, with all their subdomains.',
  }),
  origins: z
    .array(z.string().refine(isOrigin, 'must be an origin such as https://app.acme.example'))
    .optional()
    .meta({
      description:
        'Origins of your own pages beside `publicUrl`. Their scripts may call `/api/otp`, `/api/auth` and `/api/magic-link` with cookies (CORS), and a captcha may be done there.',
      default: [],
    }),
  redirects: z
    .array(
      z
        .string()
        .refine(
          (text) => readRedirect(text) !== undefined,
          'must be a whole address such as https://app.acme.example/signed-in, https or on this machine, without user name and fragment',
        ),
    )
    .optional()
    .meta({
      description:
        'Addresses that people may be sent on to after a magic link. One is asked for as it stands here: origin, path and query must be equal. See [the guide](../guide/magic-links.md).',
      default: [],
    }),
  captcha: captchaSchema.optional().meta({
    description:
      'The service that tells people from machines, for purposes with `captcha`. See [the guide](../guide/captcha.md).',
  }),
  trustedProxies: z
    .array(z.string().refine(isNetwork, 'must be a network such as 10.0.0.0/8'))
    .optional()
    .meta({
      description: 'Networks of your own proxies. Only their `X-Forwarded-For` is believed.',
      default: [],
    }),
  channels: z
    .strictObject({
      sms: channelSchema('sms', 'Integrations that carry text messages, the preferred one first.'),
      email: channelSchema('email', 'Integrations that carry email, the preferred one first.'),
      whatsapp: channelSchema(
        'whatsapp',
        'Integrations that carry WhatsApp messages, the preferred one first.',
      ),
    })
    .optional(),
  integrations: integrationsSchema.optional(),
  failureBudget: z
    .strictObject({
      perHour: z.int().min(3).max(100).optional().meta({
        description: 'Wrong codes that one recipient may be given in any hour.',
        default: defaultFailureBudget.perHour,
      }),
      perDay: z.int().min(3).max(1000).optional().meta({
        description: 'Wrong codes that one recipient may be given in any day.',
        default: defaultFailureBudget.perDay,
      }),
      inARow: z.int().min(10).max(1000).optional().meta({
        description:
          'Wrong codes without a success in between, after which nothing verifies for the recipient.',
        default: defaultFailureBudget.inARow,
      }),
    })
    .optional()
    .meta({
      description:
        'Wrong codes of one recipient, added up over all codes, resends and purposes. Over it, every code is answered like a wrong one.',
    }),
  sessions: sessionsSchema.optional().meta({
    description:
      'Sessions of people who sign in with a code. See [the guide](../guide/phone-sign-in.md#sessions).',
  }),
  audit: auditSchema.optional().meta({
    description: 'Sealing of the audit log. See [the guide](../guide/audit.md).',
  }),
  abuse: abuseSchema.optional().meta({
    description:
      'From when on sending looks like abuse. Each alarm is a log line, a metric and an event; nothing is stopped by it. See [the guide](../guide/monitoring.md#abuse).',
  }),
  testRecipients: z.array(testRecipientSchema).optional().meta({
    description:
      'Recipients that get a fixed code and no message, until a date: for app reviewers and test runs. All limits apply to them.',
    default: [],
  }),
  allowTestRecipientsInProduction: z.boolean().optional().meta({
    description: 'Without it, a production configuration with test recipients does not start.',
    default: false,
  }),
  messages: z.record(policyName, messagesSchema).optional().meta({
    description:
      'Texts of your own by purpose. A language that has none gets the built-in text. See docs/guide/messages.md.',
    default: {},
  }),
  templates: z.record(policyName, purposeSchema).optional().meta({
    description: 'Policies by name for purposes to extend. They are no purposes themselves.',
    default: {},
  }),
  purposes: z.record(policyName, purposeSchema).optional().meta({
    description:
      'Purposes by name. One that exists already is changed key by key; a new one starts from the defaults.',
  }),
  withoutPurposes: z.array(policyName).optional().meta({
    description:
      'Built-in purposes that you have no use for: nobody is sent a code for them, and a request that names one is refused.',
    default: [],
  }),
})

/** A configuration file as one writes it. */
export type ConfigFile = z.input<typeof configSchema>

/** A configuration file after it was checked. */
export type CheckedFile = z.output<typeof configSchema>
