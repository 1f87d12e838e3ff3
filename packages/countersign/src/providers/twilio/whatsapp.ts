import { z } from 'zod'
import type { Secret } from '../../ports/secret.ts'

const contentSid = z.string().regex(/^HX[0-9a-f]{32}$/i, 'must be HX and 32 hexadecimal digits')

/** Settings for WhatsApp. Without them an account sends text messages only. */
export const whatsappSettings = {
  whatsappContentSid: contentSid.optional().meta({
    description:
      'Content SID of the approved authentication template for WhatsApp, for every language that `whatsappTemplates` does not name.',
    default: 'none',
  }),
  whatsappTemplates: z
    .record(z.string().regex(/^[a-z]{2,3}$/, 'is not a language such as en'), contentSid)
    .refine((templates) => Object.keys(templates).length > 0, 'names no template')
    .optional()
    .meta({
      description:
        'Content SIDs by language, as in `{ "en": "HX…", "fr": "HX…" }`. A language that is not there gets `whatsappContentSid`, or else the first of these.',
      default: {},
    }),
}

/** The part of the settings that WhatsApp needs. */
export interface WhatsappSettings {
  readonly whatsappContentSid?: string | undefined
  readonly whatsappTemplates?: Readonly<Record<string, string>> | undefined
}

/** The templates, by the name of the setting. */
export const whatsappIdentity = ({
  whatsappContentSid,
  whatsappTemplates = {},
}: WhatsappSettings): Readonly<Record<string, string>> => ({
  ...(whatsappContentSid !== undefined && { whatsappContentSid }),
  ...Object.fromEntries(
    Object.entries(whatsappTemplates).map(([locale, sid]) => [`whatsappTemplates.${locale}`, sid]),
  ),
})

/** The template for a language, or `undefined` if there is none for any. */
export const whatsappTemplateFor = (
  { whatsappContentSid, whatsappTemplates = {} }: WhatsappSettings,
  locale: string,
): string | undefined => {
  const own = Object.hasOwn(whatsappTemplates, locale) ? whatsappTemplates[locale] : undefined
  return own ?? whatsappContentSid ?? Object.values(whatsappTemplates)[0]
}

/**
 * What is sent in place of a text. A code is the first message of a conversation, and for that
 * WhatsApp takes approved templates only; variable 1 of an authentication template is the code.
 */
export const whatsappContent = (code: Secret, template: string) => ({
  ContentSid: template,
  ContentVariables: JSON.stringify({ 1: code.reveal() }),
})
