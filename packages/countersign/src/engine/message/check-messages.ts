import type { ChannelName } from '../../ports/provider.ts'
import type { Policies } from '../policy.ts'
import { type LocaleTag, localeFor, localeTags } from './locale.ts'
import type { OwnTexts } from './own-texts.ts'
import type { Sender } from './render.ts'
import { type MessageSample, sampleMessages } from './sample-messages.ts'

/** Something that is wrong with a message. */
export interface MessageFinding {
  readonly purpose: string
  readonly channel: ChannelName
  readonly locale: LocaleTag
  /** Whether it is about a text of the deployment's own. */
  readonly isOwn: boolean
  readonly problem: string
}

interface Context {
  readonly host: string
  readonly segmentsAtMost: number
}

type Check = (sample: MessageSample, context: Context) => string | undefined

/** Gmail cuts an email off at 102 KB, and a subject is shown up to about this length. */
const emailBytesAtMost = 102_000
const subjectAtMost = 78

const checkSegments: Check = ({ measure }, { segmentsAtMost }) =>
  measure !== undefined && measure.segments > segmentsAtMost
    ? `needs ${measure.segments} ${measure.encoding} segments, and ${segmentsAtMost} is allowed`
    : undefined

const checkEncoding: Check = ({ measure, locale }, { segmentsAtMost }) => {
  const isFree = segmentsAtMost > 1 || localeFor(locale).encoding === 'UCS-2'
  return measure?.encoding !== 'UCS-2' || isFree
    ? undefined
    : `has characters outside GSM-7, so that ${measure.unitsOfOneSegment} fit into a segment: ${measure.outsideGsm7.join(' ')}`
}

const checkDomainLine: Check = ({ channel, text, code }, { host }) => {
  if (channel !== 'sms') return undefined
  const first = text.split('\n').find((line) => line.trimStart().startsWith('@'))
  if (!text.endsWith(`\n${first}`))
    return 'has more than one line that begins with @, so that the code is bound to no host'
  const isHost = URL.canParse(`https://${host}`) && new URL(`https://${host}`).host === host
  return isHost && first === `@${host} #${code}` ? undefined : 'is not bound to a valid host'
}

const checkCode: Check = ({ text, html, subject, code }) => {
  if (subject?.includes(code)) return 'has the code in its subject'
  const isThere = text.includes(code) && (html === undefined || html.includes(code))
  return isThere ? undefined : 'does not hold the code'
}

const checkLink: Check = ({ text, html = '', subject = '', link }) => {
  if (link === undefined) return undefined
  if (subject.includes(link)) return 'has the link in its subject'
  const isThere = text.split('\n').includes(link) && html.includes(`href="${link}"`)
  return isThere ? undefined : 'does not hold the link on a line of its own'
}

const checkEmail: Check = ({ subject = '', html = '' }) => {
  if (subject.length > subjectAtMost)
    return `has a subject of ${subject.length} characters; ${subjectAtMost} are shown`
  const bytes = Buffer.byteLength(html)
  return bytes > emailBytesAtMost ? `is ${bytes} bytes long; Gmail cuts it off` : undefined
}

/** What would cost money at every send, or not work at all: a start is refused. */
const grave: readonly Check[] = [
  checkSegments,
  checkEncoding,
  checkDomainLine,
  checkCode,
  checkLink,
]

const all: readonly Check[] = [...grave, checkEmail]

/**
 * Looks at every message that the policies can lead to: segments and encoding of text messages, the
 * line that binds the code to the host, subject and size of email.
 *
 * @returns what is wrong enough to refuse a start
 */
export const checkMessages = (sender: Sender, policies: Policies): readonly MessageFinding[] =>
  findingsOf(sender, { samples: sampleMessages(sender, policies), checks: grave })

/** {@link checkMessages}, and beyond it what somebody who writes texts wants to know. */
export const lintMessages = (
  sender: Sender,
  samples: readonly MessageSample[],
): readonly MessageFinding[] => [
  ...findingsOf(sender, { samples, checks: all }),
  ...untranslated(sender.texts ?? {}, samples),
]

const findingsOf = (
  { host, texts }: Sender,
  {
    samples,
    checks,
  }: { readonly samples: readonly MessageSample[]; readonly checks: readonly Check[] },
): readonly MessageFinding[] =>
  distinct(
    samples.flatMap((sample) => {
      const allowed = sample.isOwn ? texts?.[sample.purpose]?.segmentsAtMost : undefined
      const context = { host, segmentsAtMost: allowed ?? 1 }
      return checks.flatMap((check) => {
        const problem = check(sample, context)
        return problem === undefined ? [] : [findingOf(sample, problem)]
      })
    }),
  )

/** What is wrong with an email is wrong with it beside a link, too. */
const distinct = (findings: readonly MessageFinding[]): readonly MessageFinding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
]

/** A purpose with a text of its own in one language should have one in each. */
const untranslated = (
  texts: OwnTexts,
  samples: readonly MessageSample[],
): readonly MessageFinding[] =>
  samples
    .filter(({ isOwn, link }) => !isOwn && link === undefined)
    .flatMap((sample) => {
      const own = Object.hasOwn(texts, sample.purpose) ? texts[sample.purpose] : undefined
      const ofChannel = sample.channel === 'email' ? own?.email : own?.sms
      const there = localeTags.filter((tag) => ofChannel?.[tag] !== undefined)
      return there.length === 0
        ? []
        : [findingOf(sample, `has no text of your own, but there is one in ${there.join(', ')}`)]
    })

const findingOf = (
  { purpose, channel, locale, isOwn }: MessageSample,
  problem: string,
): MessageFinding => ({ purpose, channel, locale, isOwn, problem })
