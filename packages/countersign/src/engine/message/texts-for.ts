import type { ChannelName } from '../../ports/provider.ts'
import { type Locale, localeTags, type Texts } from './locale.ts'
import type { OwnTexts, PurposeTexts } from './own-texts.ts'

/** The templates of one message, and whether they are the deployment's own. */
export interface FoundTexts {
  readonly body: string
  /** Bodies to take if that one does not fit into one segment, the best first. */
  readonly briefer: readonly string[]
  readonly subject?: string
  readonly isOwn: boolean
}

/** The texts for a purpose in a language: the deployment's own, else the built-in ones. */
export const textsFor = (
  own: OwnTexts | undefined,
  {
    purpose,
    channel,
    locale,
    hasLink = false,
  }: {
    readonly purpose: string
    readonly channel: ChannelName
    readonly locale: Locale
    readonly hasLink?: boolean | undefined
  },
): FoundTexts => {
  const mine = own === undefined ? undefined : ownOf(own, purpose)
  const tag = localeTags.find((known) => known === locale.tag)
  if (channel === 'email') {
    const email = tag && mine?.email?.[tag]
    const { text, link, ...ofCode } = locale.email
    const subjects = hasLink ? link.subject : ofCode.subject
    const body = email?.text ?? ofPurpose(text, purpose)
    return {
      body: hasLink ? `${link.lead}\n\n${body}` : body,
      subject: email?.subject ?? ofPurpose(subjects, purpose),
      ...{ briefer: [], isOwn: email !== undefined },
    }
  }
  const sms = tag && mine?.sms?.[tag]
  if (sms !== undefined) return { body: sms, briefer: [], isOwn: true }
  const { brief } = locale
  const briefer = brief === undefined ? [] : [ofPurpose(brief, purpose), brief.default]
  return { body: ofPurpose(locale.sms, purpose), briefer, isOwn: false }
}

/** A purpose may have any name, also that of something every object has. */
const ofPurpose = (texts: Texts, purpose: string): string =>
  (Object.hasOwn(texts, purpose) ? texts[purpose] : undefined) ?? texts.default

const ownOf = (own: OwnTexts, purpose: string): PurposeTexts | undefined =>
  Object.hasOwn(own, purpose) ? own[purpose] : undefined
