import type { ChannelName } from '../../ports/provider.ts'
import type { Policies } from '../policy.ts'
import { compileMessage } from './compile.ts'
import { type Locale, type LocaleTag, localeFor, localeTags } from './locale.ts'
import { measureText, type TextMeasure } from './measure.ts'
import type { Sender } from './render.ts'
import { withCode } from './template.ts'

/** A message as somebody would get it, with an example for a code. */
export interface MessageSample {
  readonly purpose: string
  readonly channel: ChannelName
  readonly locale: LocaleTag
  readonly ttlSeconds: number
  readonly code: string
  readonly text: string
  readonly subject?: string | undefined
  /** Example for a link, of an email that has one beside the code. */
  readonly link?: string | undefined
  readonly html?: string | undefined
  /** Text messages only. */
  readonly measure?: TextMeasure | undefined
  /** Whether it is the deployment's own text. */
  readonly isOwn: boolean
  /** Whether the language's brief text took the place of one that did not fit. */
  readonly isBrief: boolean
}

const exampleDigits = '4829130576'

const exampleLink = ({ host }: Sender) => `https://${host}/magic-link?token=cl_example`

/** Every message that the policies can lead to, in every language. */
export const sampleMessages = (sender: Sender, policies: Policies): readonly MessageSample[] =>
  Object.entries(policies).flatMap(([purpose, { channels, digits, ttlSeconds }]) =>
    channels.flatMap((channel) =>
      localeTags.flatMap((tag) => {
        const code = exampleDigits.slice(0, digits)
        const request = { purpose, channel, ttlSeconds, digits, locale: localeFor(tag) }
        const variants = channel === 'email' ? [false, true] : [false]
        return variants.map((hasLink) => ({
          ...sampleOf(sender, { ...request, hasLink }, code),
          locale: tag,
        }))
      }),
    ),
  )

const sampleOf = (
  sender: Sender,
  request: Parameters<typeof compileMessage>[1] & { readonly locale: Locale },
  code: string,
): Omit<MessageSample, 'locale'> => {
  const { purpose, channel, ttlSeconds } = request
  const { text: pieces, html, ...compiled } = compileMessage(sender, request)
  const link = request.hasLink ? exampleLink(sender) : undefined
  const text = withCode(pieces, code, link)
  return {
    ...{ purpose, channel, ttlSeconds, code, text },
    ...compiled,
    ...(html !== undefined && { html: withCode(html, code, link) }),
    ...(link !== undefined && { link }),
    ...(channel === 'sms' && { measure: measureText(text) }),
  }
}
