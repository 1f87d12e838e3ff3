import type { ChannelName } from '../../ports/provider.ts'
import { en } from './locales/en.ts'

/** Texts with the placeholders `{code}`, `{brand}` and `{validity}`, by purpose. */
export type Texts = Readonly<Record<string, string>> & { readonly default: string }

/** All texts of one language. */
export interface Locale {
  /** BCP 47 tag. */
  readonly tag: string
  /** One text each; the code comes first, where a lock screen still shows it. */
  readonly sms: Texts
  readonly email: { readonly subject: Texts; readonly text: Texts }
}

/** Every language there is, the one to fall back to first. */
export const locales = [en] as const satisfies readonly Locale[]

/** The best language for a BCP 47 tag: the same tag, else the same language, else the first. */
export const localeFor = (tag: string | undefined): Locale => {
  const wanted = tag?.toLowerCase()
  const language = wanted?.split('-')[0]
  return (
    locales.find((locale) => locale.tag.toLowerCase() === wanted) ??
    locales.find((locale) => locale.tag.split('-')[0] === language) ??
    locales[0]
  )
}

/** The body of a channel's message in a language. */
export const textsFor = (locale: Locale, channel: ChannelName): Texts =>
  channel === 'email' ? locale.email.text : locale.sms
