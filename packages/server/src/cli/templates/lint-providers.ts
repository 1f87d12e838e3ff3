import type { MessageFinding, MessageSample } from 'countersign'
import { z } from 'zod'
import type { Config } from '../../config/config.ts'

/** The parts of MSG91's and Twilio's settings that say which texts are registered there. */
const registered = z.object({
  msg91: z
    .object({
      templates: z.record(z.string(), z.record(z.string(), z.string())).default({}),
      variables: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
  twilio: z
    .object({
      whatsappContentSid: z.string().optional(),
      whatsappTemplates: z.record(z.string(), z.string()).default({}),
    })
    .optional(),
})

type Registered = z.output<typeof registered>

/**
 * Some integrations send a text that is registered with them, and not the one that stands here. Finds
 * texts that nobody would see, and languages and lifetimes that a registered text gets wrong.
 */
export const lintTemplatesAtProviders = (
  { channels, integrations, sender }: Config,
  samples: readonly MessageSample[],
): readonly MessageFinding[] => {
  const settings = registered.parse(integrations)
  const carries = (channel: 'sms' | 'whatsapp', id: string) => channels[channel]?.includes(id)
  return samples.flatMap((sample) => {
    const problems = [
      ...(sample.channel === 'sms' && carries('sms', 'msg91')
        ? atMsg91(settings, sample, sender.texts?.[sample.purpose]?.sms?.[sample.locale])
        : []),
      ...(sample.channel === 'whatsapp' && carries('whatsapp', 'twilio')
        ? atTwilio(settings, sample)
        : []),
    ]
    const { purpose, channel, locale, isOwn } = sample
    return problems.map((problem) => ({ purpose, channel, locale, isOwn, problem }))
  })
}

const atMsg91 = (
  { msg91 }: Registered,
  { purpose, locale, ttlSeconds }: MessageSample,
  ownText: string | undefined,
): readonly string[] => {
  if (msg91 === undefined) return []
  const hasTemplate = msg91.templates[purpose]?.[locale] !== undefined
  const saysMinutes = Object.values(msg91.variables).includes('minutes')
  return [
    ...(ownText !== undefined && !hasTemplate
      ? [
          `is not what msg91 sends: register it and name it in integrations.msg91.templates.${purpose}.${locale}`,
        ]
      : []),
    ...(ownText !== undefined && /\{(validity|minutes)\}/.test(ownText) && !saysMinutes
      ? ['says how long the code is good, and integrations.msg91.variables has no `minutes`']
      : []),
    ...(saysMinutes && ttlSeconds % 60 !== 0
      ? [
          `is good for ${ttlSeconds} s, which the variable of msg91's template rounds to whole minutes`,
        ]
      : []),
  ]
}

const atTwilio = ({ twilio }: Registered, { locale }: MessageSample): readonly string[] =>
  twilio === undefined ||
  twilio.whatsappContentSid !== undefined ||
  twilio.whatsappTemplates[locale] !== undefined
    ? []
    : [`has no template in integrations.twilio.whatsappTemplates; another language's is sent`]
