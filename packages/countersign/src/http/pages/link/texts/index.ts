import { type LocaleTag, localeFor, localeTagFor } from '../../../../engine/message/locale.ts'
import { ar } from './ar.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { hi } from './hi.ts'
import type { LinkPageTexts } from './link-page-texts.ts'
import { sw } from './sw.ts'
import { tw } from './tw.ts'

const byTag: Readonly<Record<LocaleTag, LinkPageTexts>> = { en, fr, es, sw, tw, hi, ar }

/** The language of a message, for the page that its link leads to. */
export const linkTextsFor = (locale: string | undefined) => {
  const tag = localeTagFor(locale)
  return { texts: byTag[tag], tag, direction: localeFor(tag).direction }
}
