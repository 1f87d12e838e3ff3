import { z } from 'zod'
import { type LimitPolicy, ttlSecondsAtMost } from '../engine/policy.ts'
import { defaultPolicy } from '../engine/purposes/defaults.ts'

const limit = z.strictObject({
  per: z.enum(['recipient', 'ip', 'subject', 'purpose', 'global']).meta({
    description:
      'Whose calls are counted together. `ip` is an IPv4 address or an IPv6 /64; `subject` is the user that a server with an API key names.',
  }),
  on: z.enum(['send', 'verify']).meta({ description: 'What is counted.' }),
  max: z.int().min(1).max(1_000_000).meta({ description: 'How many are allowed.' }),
  shadow: z.boolean().optional().meta({
    description: 'Count and report only: refuses nobody. To try a limit out.',
    default: false,
  }),
  seconds: z.int().min(1).max(2_592_000).meta({
    description:
      'In how many seconds. The window slides: in no span of that length are there more.',
  }),
})

/** Two limits that differ in `max` only would be one limit: the smaller. */
const areDistinct = (limits: readonly LimitPolicy[]) =>
  new Set(limits.map(({ per, on, seconds }) => `${per} ${on} ${seconds}`)).size === limits.length

/** Names of purposes and templates. */
export const policyName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and underscores')

/** One purpose or template in the configuration file. */
export const purposeSchema = z.strictObject({
  extends: policyName.optional().meta({
    description:
      'Name of a template or purpose to start from. A purpose that exists already starts from itself, a new one from the defaults.',
  }),
  channels: z
    .array(z.enum(['sms', 'email', 'whatsapp']))
    .min(1)
    .optional()
    .meta({
      description: 'Ways a code may go, the preferred one first.',
      default: defaultPolicy.channels,
    }),
  digits: z.int().min(6).max(10).optional().meta({
    description: 'Length of the code, 6 to 10.',
    default: defaultPolicy.digits,
  }),
  ttlSeconds: z
    .int()
    .min(30)
    .max(ttlSecondsAtMost)
    .optional()
    .meta({
      description: `How long a code is good, 30 to ${ttlSecondsAtMost}.`,
      default: defaultPolicy.ttlSeconds,
    }),
  maxAttempts: z.int().min(1).max(10).optional().meta({
    description:
      'Tries per code, 1 to 10. After the last one the code stays locked until it expires.',
    default: defaultPolicy.maxAttempts,
  }),
  resendSeconds: z.int().min(0).max(3600).optional().meta({
    description: 'Least time between two sends to one recipient.',
    default: defaultPolicy.resendSeconds,
  }),
  limits: z
    .array(limit)
    .refine(areDistinct, 'has two limits with the same per, on and seconds')
    .optional()
    .meta({
      description: 'Limits beyond the cool-down; the list replaces the one it had.',
      default: defaultPolicy.limits,
    }),
  whenDisabled: z.enum(['skip', 'refuse']).optional().meta({
    description:
      'What happens while codes are switched off. `skip`: nobody is asked for one; only for purposes that another factor stands behind, such as a password. `refuse`: nobody gets on.',
    default: defaultPolicy.whenDisabled,
  }),
  grants: z.enum(['proof', 'session', 'contact']).optional().meta({
    description:
      'What a verified code opens. `proof`: one protected route, once. `session`: it alone lets somebody in, so `whenDisabled: "skip"` is refused. `contact`: somebody who is signed in has this phone or address from then on; others get a proof.',
    default: defaultPolicy.grants,
  }),
  proofTtlSeconds: z
    .int()
    .min(30)
    .max(ttlSecondsAtMost)
    .optional()
    .meta({
      description: `How long a proof is good, 30 to ${ttlSecondsAtMost}. It can be redeemed once.`,
      default: defaultPolicy.proofTtlSeconds,
    }),
  unknownRecipients: z.enum(['send', 'suppress', 'tell']).optional().meta({
    description:
      'What is sent to somebody whom your app does not know. `send`: a code, and your app is not asked. `suppress`: nothing. `tell`: an email that there is no account; for purposes that go by email only. Needs the hook `findRecipient`, and so an app that [embeds](../guide/embedding/README.md) Countersign.',
    default: defaultPolicy.unknownRecipients,
  }),
  requires: z.enum(['nothing', 'caller']).optional().meta({
    description:
      '`caller`: only somebody who is signed in, or a server with an API key, may ask for a code and check it.',
    default: defaultPolicy.requires,
  }),
  disposable: z.enum(['refuse', 'allow']).optional().meta({
    description:
      '`refuse`: email addresses that are made to be thrown away are refused, and the person is told so.',
    default: defaultPolicy.disposable,
  }),
  captcha: z.boolean().optional().meta({
    description:
      'Whether whoever asks for a code must have done a captcha; servers with an API key need not. Needs the `captcha` section.',
    default: defaultPolicy.captcha,
  }),
})

/** A purpose or template as one writes it: what is left out stays as it is. */
export type PurposeOptions = z.input<typeof purposeSchema>

/** A purpose or template after it was checked. */
export type CheckedPurpose = z.output<typeof purposeSchema>
