import { checkMessages, type MessageFinding, type OwnTexts, type PurposeTexts } from 'countersign'
import type { Config } from './config.ts'
import type { CheckedMessages } from './messages-schema.ts'

/** The texts of a configuration file, without purposes that have none. */
export const ownTextsOf = (messages: CheckedMessages): OwnTexts =>
  Object.fromEntries(Object.entries(messages).filter(([, texts]) => channelsOf(texts).length > 0))

const channelsOf = ({ sms, email }: PurposeTexts) =>
  Object.entries({ sms, email })
    .filter(([, texts]) => Object.keys(texts ?? {}).length > 0)
    .map(([channel]) => channel)

/** Texts for nobody, and texts that cost more than they may at every send: a line for each. */
export const messageProblems = ({ sender, policies }: Config): readonly string[] => {
  const findings = checkMessages(sender, policies)
  return [
    ...unusedTexts(sender.texts ?? {}, policies),
    ...findings.filter(({ isOwn }) => isOwn).map(lineOf),
    ...brandLine(findings.filter(({ isOwn }) => !isOwn)),
  ]
}

/** Where a text stands in the configuration file, and what is wrong with it. */
const lineOf = ({ purpose, channel, locale, problem }: MessageFinding) =>
  `messages.${purpose}.${channel}.${locale}: ${problem}`

const unusedTexts = (texts: OwnTexts, policies: Config['policies']): readonly string[] =>
  Object.entries(texts).flatMap(([purpose, own]) => {
    const policy = Object.hasOwn(policies, purpose) ? policies[purpose] : undefined
    if (policy === undefined) return [`messages.${purpose}: there is no such purpose`]
    return channelsOf(own)
      .filter((channel) => !policy.channels.some((name) => name === channel))
      .map((channel) => `messages.${purpose}.${channel}: the purpose does not use this channel`)
  })

/** Built-in texts fit, so it is brand or host that makes them too long: one line for all. */
const brandLine = ([first, ...others]: readonly MessageFinding[]): readonly string[] => {
  if (first === undefined) return []
  const { purpose, locale, problem } = first
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return [
    `brand: with it, the text message of ${purpose} in ${locale}${more} ${problem}; take a shorter brand of plain characters, or a shorter host in publicUrl`,
  ]
}
