import { networkFailure } from '../../exchange/network-failure.ts'
import type { DefiniteFailure, DeliveryOutcome } from '../../ports/provider.ts'

/** What the library says about a failure, apart from its text. */
interface SmtpError {
  readonly code: string
  readonly command: string
  /** The server's reply, or 0 if it did not reply. */
  readonly replyCode: number
  /** Its class after RFC 3463, for example `5.1.1`. */
  readonly enhancedCode: string
}

/** Replies after which another server, or another account, has to be asked. */
const accountReplies = new Set([530, 534, 535, 538])
const contentReplies = new Set([552, 554])
const recipientReplies = new Set([501, 521, 550, 551, 553, 556])

/** What the library found wrong before or beside a reply. */
const configCodes = new Set(['ETLS', 'EAUTH', 'ENOAUTH', 'EOAUTH2', 'ECONFIG', 'EMESSAGE'])

/** What a failed hand-over means. Nothing of the error's text is passed on: servers repeat addresses. */
export const classifySmtpError = (error: unknown, mayHaveLeft: boolean): DeliveryOutcome => {
  const read = readError(error)
  if (read.replyCode >= 400) return { kind: byReply(read), reason: `smtp ${read.replyCode}` }
  if (mayHaveLeft) return { kind: 'unknown', reason: read.code || 'no answer' }
  if (configCodes.has(read.code)) return { kind: 'config', reason: read.code }
  if (read.code === 'EENVELOPE') return { kind: wrongAddress(error), reason: read.code }
  return networkFailure(causeOf(error), false)
}

const byReply = ({ code, command, replyCode, enhancedCode }: SmtpError): DefiniteFailure => {
  // 503 is about the order of commands: the same message may pass on a new connection.
  if (replyCode < 500 || replyCode === 503) return 'transient'
  if (code === 'EAUTH' || code === 'ETLS' || accountReplies.has(replyCode)) return 'config'
  if (contentReplies.has(replyCode)) return 'policy'
  if (command === 'RCPT TO') {
    // RFC 3463: x.7.x is security or policy, for example a server that does not relay for us.
    if (enhancedCode.startsWith('5.7.')) return 'policy'
    return recipientReplies.has(replyCode) ? 'bad_recipient' : 'policy'
  }
  return command === 'DATA' ? 'policy' : 'config'
}

/** The library itself refuses addresses that would break out of a command. */
const wrongAddress = (error: unknown): DefiniteFailure =>
  error instanceof Error && error.message.startsWith('Invalid recipient')
    ? 'bad_recipient'
    : 'config'

const readError = (error: unknown): SmtpError => {
  const fields: Readonly<Record<string, unknown>> = error instanceof Error ? { ...error } : {}
  const textOf = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '')
  const { responseCode } = fields
  return {
    code: textOf('code'),
    command: textOf('command'),
    replyCode: typeof responseCode === 'number' ? responseCode : 0,
    enhancedCode: /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(textOf('response'))?.[1] ?? '',
  }
}

/** Node's own error, where the library has put its code over it. */
const causeOf = (error: unknown): unknown =>
  error instanceof Error && 'originalCode' in error
    ? Object.assign(new Error(), { code: error.originalCode })
    : error
