import { ar } from './locales/ar.ts'
import { en } from './locales/en.ts'
import { es } from './locales/es.ts'
import { fr } from './locales/fr.ts'
import { hi } from './locales/hi.ts'
import { sw } from './locales/sw.ts'
import { tw } from './locales/tw.ts'

/**
 * Texts by purpose, with places for `{code}`, `{brand}`, `{host}`, `{validity}` ("5 minutes") and
 * `{minutes}` ("5").
 */
export type Texts = Readonly<Record<string, string>> & { readonly default: string }

/** What an email says beside its text if there is a link in it. */
export interface LinkTexts {
  readonly subject: Texts
  /** Paragraphs in front of the text, one of them `{link}` alone. */
  readonly lead: string
  /** What the button says that the link is in HTML. */
  readonly button: string
}

/** What an email says to somebody who has no account and for whom a code was asked. */
export interface NoAccountText {
  readonly subject: string
  readonly text: string
}

/** What an email says to somebody for whom a code was asked and who has no account. */
export interface NoAccountText {
  readonly subject: string
  /** Paragraphs with an empty line in between. */
  readonly text: string
}

/** A number of something, by the plural categories of the language; `{n}` is the number. */
export type Counted = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string
}

/** All texts of one language. */
export interface Locale {
  /** BCP 47 tag. */
  readonly tag: string
  /** Other tags by which people ask for the same language. */
  readonly alsoFor?: readonly string[]
  readonly direction: 'ltr' | 'rtl'
  /** What a text message in this language is encoded in: 160 characters fit into one, or 70. */
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly validity: { readonly minutes: Counted; readonly seconds: Counted }
  /** One text each; the code comes first, where a lock screen still shows it. */
  readonly sms: Texts
  /**
   * Where 70 characters are all there is: texts without the brand, for one that does not fit into one
   * segment with it. The host in the last line still says whose code it is.
   */
  readonly brief?: Texts
  /** Paragraphs with an empty line in between. One that is the code alone is shown large in HTML. */
  readonly email: {
    readonly subject: Texts
    readonly text: Texts
    readonly link: LinkTexts
    readonly noAccount: NoAccountText
  }
}

/** Every language there is. */
export const locales: readonly Locale[] = [en, fr, es, sw, tw, hi, ar]

/** Tags of the languages there are. */
export const localeTags = ['en', 'fr', 'es', 'sw', 'tw', 'hi', 'ar'] as const

/** Tag of a language there is. */
export type LocaleTag = (typeof localeTags)[number]

const byTag: ReadonlyMap<string, Locale> = new Map(
  locales.flatMap((locale) => [locale.tag, ...(locale.alsoFor ?? [])].map((tag) => [tag, locale])),
)

/**
 * The language for a BCP 47 tag, by look-up (RFC 4647 section 3.4): the tag itself, else the tag with
 * less and less at its end. `fr-CA` finds `fr`. If nothing is found, the one for `fallback`.
 */
export const localeFor = (tag: string | undefined, fallback: LocaleTag = 'en'): Locale => {
  let range = tag?.toLowerCase() ?? ''
  while (range !== '' && !byTag.has(range))
    range = range.slice(0, Math.max(0, range.lastIndexOf('-')))
  return byTag.get(range) ?? byTag.get(fallback) ?? en
}

/** Tag of the language that {@link localeFor} finds. */
export const localeTagFor = (tag: string | undefined, fallback?: LocaleTag): LocaleTag => {
  const found = localeFor(tag, fallback)
  return localeTags.find((known) => known === found.tag) ?? 'en'
}
