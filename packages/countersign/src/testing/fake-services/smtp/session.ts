import type { Socket } from 'node:net'

/** A point in a session at which something can go wrong. */
export type SmtpStage = 'connect' | 'ehlo' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body'

/** How an SMTP server may misbehave. At `body` it has taken the message, unless its reply refuses it. */
export interface SmtpTrouble {
  readonly at: SmtpStage
  /** A reply such as `550 5.1.1 no such user`, no reply at all, or the end of the connection. */
  readonly does: { readonly reply: string } | 'silence' | 'reset'
}

/** A message as it came over the wire. */
export interface ReceivedMail {
  readonly from: string
  readonly to: string
  readonly raw: string
}

/** Who listens to a session. */
export interface SmtpListeners {
  trouble(): SmtpTrouble | undefined
  onCommand(line: string): void
  onMail(mail: ReceivedMail): void
}

const commands: Readonly<Record<string, { readonly stage?: SmtpStage; readonly reply: string }>> = {
  EHLO: { stage: 'ehlo', reply: '250-fake\r\n250-8BITMIME\r\n250 AUTH PLAIN' },
  HELO: { stage: 'ehlo', reply: '250 fake' },
  AUTH: { stage: 'auth', reply: '235 2.7.0 signed in' },
  MAIL: { stage: 'mail', reply: '250 2.1.0 ok' },
  RCPT: { stage: 'rcpt', reply: '250 2.1.5 ok' },
  DATA: { stage: 'data', reply: '354 go on' },
  RSET: { reply: '250 ok' },
  QUIT: { reply: '221 bye' },
}

const endOfMail = '\r\n.\r\n'

/** Talks to one client until it goes. */
export const runSmtpSession = (socket: Socket, listeners: SmtpListeners): void => {
  let envelope = { from: '', to: '' }
  let isReadingMail = false
  let buffer = ''

  /** Whether things went as they should. */
  const say = (stage: SmtpStage | undefined, reply: string): boolean => {
    const trouble = listeners.trouble()
    const does = trouble !== undefined && trouble.at === stage ? trouble.does : { reply }
    if (does === 'reset') socket.resetAndDestroy()
    else if (does !== 'silence') socket.write(`${does.reply}\r\n`)
    return typeof does === 'object' && /^[23]/.test(does.reply)
  }
  const onLine = (line: string) => {
    listeners.onCommand(line)
    const verb = line.slice(0, 4).toUpperCase()
    const address = /<([^<>]*)>/.exec(line)?.[1] ?? ''
    if (verb === 'MAIL') envelope = { from: address, to: '' }
    if (verb === 'RCPT') envelope = { ...envelope, to: address }
    const { stage, reply } = commands[verb] ?? { reply: '502 5.5.1 not known' }
    isReadingMail = say(stage, reply) && verb === 'DATA'
    if (verb === 'QUIT') socket.end()
  }
  const onMail = (raw: string) => {
    isReadingMail = false
    const trouble = listeners.trouble()
    const isRefused = trouble?.at === 'body' && typeof trouble.does === 'object'
    if (!isRefused) listeners.onMail({ ...envelope, raw: raw.replaceAll('\r\n..', '\r\n.') })
    say('body', '250 2.0.0 taken')
  }

  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: string) => {
    buffer += chunk
    for (;;) {
      const end = isReadingMail ? endOfMail : '\r\n'
      const at = buffer.indexOf(end)
      if (at < 0) return
      const piece = buffer.slice(0, at)
      buffer = buffer.slice(at + end.length)
      if (isReadingMail) onMail(piece)
      else onLine(piece)
    }
  })
  say('connect', '220 fake ESMTP')
}
