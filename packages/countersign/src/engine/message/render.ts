import type { ChannelName, OutgoingMessage } from '../../ports/provider.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import { type CompiledMessage, compileMessage, type TextRequest } from './compile.ts'
import { escapeHtml } from './email-html.ts'
import { type LocaleTag, localeFor } from './locale.ts'
import type { OwnTexts } from './own-texts.ts'
import { withCode } from './template.ts'

/** What stands in every message; from the configuration, never from a request. */
export interface Sender {
  readonly brand: string
  /** Host that the code is meant for, without scheme or port. */
  readonly host: string
  /** Language for requests that name none, or none that there is. English if left out. */
  readonly defaultLocale?: LocaleTag | undefined
  /** Texts that take the place of the built-in ones. */
  readonly texts?: OwnTexts | undefined
}

/** What one message is about. */
export interface MessageRequest {
  readonly channel: ChannelName
  readonly to: Secret
  readonly purpose: string
  readonly code: Secret
  /** Link that stands for the code. Email only. */
  readonly link?: Secret | undefined
  readonly ttlSeconds: number
  /** Names the hand-over. */
  readonly deliveryId: string
  /** BCP 47 tag. The sender's default language if left out or unknown. */
  readonly locale?: string | undefined
}

/** Texts that are written but for code and link. Purposes, channels, languages and lifetimes are few. */
const written = new WeakMap<Sender, Map<string, CompiledMessage>>()

const compiledFor = (sender: Sender, request: TextRequest): CompiledMessage => {
  const ofSender = written.get(sender) ?? new Map<string, CompiledMessage>()
  const { channel, locale, ttlSeconds, digits, hasLink, purpose } = request
  const key = `${channel} ${locale.tag} ${ttlSeconds} ${digits} ${hasLink} ${purpose}`
  const known = ofSender.get(key)
  if (known !== undefined) return known
  const compiled = compileMessage(sender, request)
  written.set(sender, ofSender.set(key, compiled))
  return compiled
}

/** Writes the message for a code. */
export const renderMessage = (sender: Sender, request: MessageRequest): OutgoingMessage => {
  const { channel, deliveryId, to, purpose, ttlSeconds } = request
  const locale = localeFor(request.locale, sender.defaultLocale)
  const code = request.code.reveal()
  const link = request.link?.reveal()
  const hasLink = link !== undefined
  const about = { channel, purpose, ttlSeconds, locale, digits: code.length, hasLink }
  const { text, subject, html } = compiledFor(sender, about)
  return {
    ...{ channel, deliveryId, to, purpose, ttlSeconds },
    code: request.code,
    ...(request.link && { link: request.link }),
    text: createSecret(withCode(text, code, link)),
    locale: locale.tag,
    ...(subject !== undefined && { subject }),
    ...(html !== undefined && { html: createSecret(withCode(html, code, escapeHtml(link ?? ''))) }),
  }
}
