import type { ChannelName, OutgoingMessage } from '../../ports/provider.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import { localeFor, textsFor } from './locale.ts'

/** What stands in every message; from the configuration, never from a request. */
export interface Sender {
  readonly brand: string
  /** Host that the code is meant for, without scheme or port. */
  readonly host: string
}

/** What one message is about. */
export interface MessageRequest {
  readonly channel: ChannelName
  readonly to: Secret
  readonly purpose: string
  readonly code: Secret
  readonly ttlSeconds: number
  /** Names the hand-over. */
  readonly deliveryId: string
  /** BCP 47 tag. English if left out or unknown. */
  readonly locale?: string | undefined
}

/** A formatter costs more than the rest of a request; spans and languages are few. */
const knownValidities = new Map<string, string>()

const validity = (ttlSeconds: number, locale: string): string => {
  const key = `${locale} ${ttlSeconds}`
  const written = knownValidities.get(key) ?? writeValidity(ttlSeconds, locale)
  knownValidities.set(key, written)
  return written
}

const writeValidity = (ttlSeconds: number, locale: string): string => {
  const isMinutes = ttlSeconds % 60 === 0
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: isMinutes ? 'minute' : 'second',
    unitDisplay: 'long',
  }).format(isMinutes ? ttlSeconds / 60 : ttlSeconds)
}

/** The texts between the placeholders of a template, and their names in turn: `a{b}c` is `a`, `b`, `c`. */
const knownTemplates = new Map<string, readonly string[]>()

const partsOf = (template: string): readonly string[] => {
  const parts = knownTemplates.get(template) ?? template.split(/\{(\w+)\}/)
  knownTemplates.set(template, parts)
  return parts
}

const fill = (template: string, values: Readonly<Record<string, string>>): string => {
  let text = ''
  for (const [n, part] of partsOf(template).entries())
    text += n % 2 === 0 ? part : (values[part] ?? `{${part}}`)
  return text
}

/**
 * The last line of a text message, which lets a phone offer the code only on our own pages (WICG
 * "Origin-bound one-time codes delivered via SMS").
 */
const domainLine = (host: string, code: string) => `\n\n@${host} #${code}`

/** Writes the message for a code. */
export const renderMessage = (sender: Sender, request: MessageRequest): OutgoingMessage => {
  const { channel, purpose, code } = request
  const locale = localeFor(request.locale)
  const values = {
    code: code.reveal(),
    brand: sender.brand,
    validity: validity(request.ttlSeconds, locale.tag),
  }
  const texts = textsFor(locale, channel)
  const body = fill(texts[purpose] ?? texts.default, values)
  const text = channel === 'email' ? body : body + domainLine(sender.host, values.code)
  const subjects = locale.email.subject
  return {
    channel,
    deliveryId: request.deliveryId,
    to: request.to,
    purpose,
    code,
    text: createSecret(text),
    ttlSeconds: request.ttlSeconds,
    locale: locale.tag,
    ...(channel === 'email' && {
      subject: fill(subjects[purpose] ?? subjects.default, { brand: sender.brand }),
    }),
  }
}
