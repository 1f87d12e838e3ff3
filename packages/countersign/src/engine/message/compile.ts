import type { ChannelName } from '../../ports/provider.ts'
import { emailHtml } from './email-html.ts'
import type { Counted, Locale } from './locale.ts'
import { measureText } from './measure.ts'
import type { Sender } from './render.ts'
import { between, mapPieces, type Pieces, readTemplate, withCode } from './template.ts'
import { textsFor } from './texts-for.ts'

/** What decides about a text, beside the code. */
export interface TextRequest {
  readonly channel: ChannelName
  readonly purpose: string
  readonly ttlSeconds: number
  readonly locale: Locale
  /** How many digits the code has. */
  readonly digits: number
  /** Whether there is a link beside the code. Email only. */
  readonly hasLink?: boolean | undefined
}

/** A message that is complete but for code and link. */
export interface CompiledMessage {
  readonly text: Pieces
  readonly subject?: string
  readonly html?: Pieces
  /** Whether it is the deployment's own text. */
  readonly isOwn: boolean
  /** Whether the language's brief text took the place of one that did not fit. */
  readonly isBrief: boolean
}

/** Writes all of a message but code and link. */
export const compileMessage = (sender: Sender, request: TextRequest): CompiledMessage =>
  request.channel === 'email' ? compileEmail(sender, request) : compileText(sender, request)

const compileEmail = (sender: Sender, request: TextRequest): CompiledMessage => {
  const { locale } = request
  const { body, subject = '', isOwn } = textsFor(sender.texts, request)
  const values = valuesFor(sender, request)
  const read = (template: string) => readTemplate(template, values)
  const title = withCode(read(subject), '')
  const button = withCode(read(locale.email.link.button), '')
  const paragraphs = body.split(/\n{2,}/).map(read)
  return {
    text: isolated(read(body), locale),
    subject: title,
    html: emailHtml({ locale, brand: sender.brand, subject: title, paragraphs, button }),
    isOwn,
    isBrief: false,
  }
}

const compileText = (sender: Sender, request: TextRequest): CompiledMessage => {
  const { locale, channel, digits } = request
  const { body, briefer, isOwn } = textsFor(sender.texts, request)
  const values = valuesFor(sender, request)
  const write = (template: string) => [
    ...isolated(readTemplate(template, values), locale),
    ...(channel === 'sms' ? domainLine(sender.host) : []),
  ]
  const text = write(body)
  if (channel !== 'sms' || briefer.length === 0 || fits(text, digits))
    return { text, isOwn, isBrief: false }
  const shorter = briefer.map(write)
  const fitting = shorter.find((candidate) => fits(candidate, digits)) ?? shorter.at(-1) ?? text
  return { text: fitting, isOwn, isBrief: true }
}

const fits = (text: Pieces, digits: number): boolean =>
  measureText(withCode(text, '8'.repeat(digits))).segments === 1

/**
 * The last line of a text message, which lets a phone offer the code only on our own pages (WICG
 * "Origin-bound one-time codes delivered via SMS").
 */
const domainLine = (host: string): Pieces => between([`\n\n@${host} #`, ''])

/** In a text from right to left, the code is a run of its own that reads from left to right. */
const isolated = (pieces: Pieces, { direction }: Locale): Pieces =>
  direction === 'rtl' ? mapPieces(pieces, { around: ['\u2066', '\u2069'] }) : pieces

const valuesFor = ({ brand, host }: Sender, { ttlSeconds, locale }: TextRequest) => ({
  brand,
  host,
  validity: validity(ttlSeconds, locale),
  minutes: String(Math.max(1, Math.floor(ttlSeconds / 60))),
})

const validity = (ttlSeconds: number, { tag, validity: words }: Locale): string =>
  ttlSeconds % 60 === 0
    ? counted(words.minutes, { n: ttlSeconds / 60, tag })
    : counted(words.seconds, { n: ttlSeconds, tag })

const counted = (forms: Counted, { n, tag }: { readonly n: number; readonly tag: string }) =>
  (forms[new Intl.PluralRules(tag).select(n)] ?? forms.other).replace('{n}', String(n))
