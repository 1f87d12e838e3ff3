import type { LocaleTag } from './locale.ts'
import { templatePlaces } from './template.ts'

/** An email in one language. */
export interface EmailText {
  readonly subject: string
  readonly text: string
}

/** Texts of a deployment for one purpose. A language that has none gets the built-in text. */
export interface PurposeTexts {
  readonly sms?: Readonly<Partial<Record<LocaleTag, string>>> | undefined
  readonly email?: Readonly<Partial<Record<LocaleTag, EmailText>>> | undefined
  /**
   * Segments that one of these text messages may need: 1 if left out. With more than 1 they may also
   * use characters outside GSM-7, which halve the room.
   */
  readonly segmentsAtMost?: number | undefined
}

/** Texts of a deployment by purpose. */
export type OwnTexts = Readonly<Record<string, PurposeTexts>>

const places: readonly string[] = templatePlaces

/** Why a text is no good, or `undefined`. Asked once at start, not for each message. */
export const templateProblem = (
  template: string,
  part: 'sms' | 'email' | 'subject',
): string | undefined => {
  const named = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
  const unknown = named.find((name) => !places.includes(name))
  if (unknown !== undefined)
    return `has no place {${unknown}} to fill; there are ${places.map((name) => `{${name}}`).join(' ')}`
  if (/[{}]/.test(template.replaceAll(/\{[^{}]*\}/g, '')))
    return 'has a brace without its other half'
  if (template !== template.trim()) return 'must not begin or end with a space or an empty line'
  return part === 'subject' ? subjectProblem(template, named) : bodyProblem(template, named)
}

const subjectProblem = (template: string, named: readonly string[]): string | undefined => {
  if (named.includes('code')) return 'must not hold {code}: a locked screen shows it'
  return /\p{Cc}/u.test(template) ? 'must be one line without control characters' : undefined
}

const bodyProblem = (template: string, named: readonly string[]): string | undefined => {
  if (!named.includes('code')) return 'must hold {code}'
  if (/[^\P{Cc}\n]/u.test(template)) return 'must not hold control characters'
  return /^\s*@/m.test(template)
    ? 'must not have a line that begins with @: it could be taken for the line that binds the code to a host'
    : undefined
}
