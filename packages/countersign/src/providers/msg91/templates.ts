import { z } from 'zod'
import type { OutgoingMessage } from '../../ports/provider.ts'

type Templates = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Checks the ids of templates by purpose and language. */
export const templatesSchema = (templateId: z.ZodType<string, string>) =>
  z.record(
    z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'is not a name of a purpose'),
    z.record(z.string().regex(/^[a-z]{2,3}$/, 'is not a language such as hi'), templateId),
  )

/** The templates, by the name of the setting. */
export const templateIdentity = (templates: Templates): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(templates).flatMap(([purpose, byLocale]) =>
      Object.entries(byLocale).map(([locale, id]) => [`templates.${purpose}.${locale}`, id]),
    ),
  )

/** The template for a message: the one of its purpose and language, else the general one. */
export const templateFor = (
  {
    templateId,
    templates = {},
  }: { readonly templateId: string; readonly templates?: Templates | undefined },
  { purpose, locale }: Pick<OutgoingMessage, 'purpose' | 'locale'>,
): string => {
  const ofPurpose = Object.hasOwn(templates, purpose) ? templates[purpose] : undefined
  return (Object.hasOwn(ofPurpose ?? {}, locale) ? ofPurpose?.[locale] : undefined) ?? templateId
}
