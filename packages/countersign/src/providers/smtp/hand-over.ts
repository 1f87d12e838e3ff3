import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { DeliveryOutcome } from '../../ports/provider.ts'
import { classifySmtpError } from './classify.ts'
import type { Mail } from './compose.ts'
import type { SmtpServer } from './server.ts'

/** One message, its server, and what may end the attempt. */
export interface SmtpHandOver {
  readonly server: SmtpServer
  readonly mail: Mail
  readonly signal: AbortSignal
}

/**
 * Hands one message to a server. Uses the library's connection and not its transport, because only at
 * the connection can be seen whether the server had asked for the message when something broke.
 */
export const handOver = ({ server, mail, signal }: SmtpHandOver): Promise<DeliveryOutcome> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve({ kind: 'transient', reason: 'aborted' })
    let mayHaveLeft = false
    const connection = new SMTPConnection(server.options)

    const settle = (outcome: DeliveryOutcome) => {
      signal.removeEventListener('abort', onAbort)
      connection.close()
      resolve(outcome)
    }
    const fail = (error: unknown) => settle(classifySmtpError(error, mayHaveLeft))
    const onAbort = () => settle({ kind: mayHaveLeft ? 'unknown' : 'transient', reason: 'aborted' })
    const send = () => {
      const content = readOnce(mail.bytes, () => {
        mayHaveLeft = true
      })
      connection.send({ from: mail.from, to: [mail.to] }, content, (error) =>
        error ? fail(error) : settle({ kind: 'accepted', messageId: mail.messageId }),
      )
    }
    signal.addEventListener('abort', onAbort)
    connection.on('error', fail)
    connection.connect((error) =>
      error ? fail(error) : signIn(connection, server, { send, fail }),
    )
  })

const signIn = (
  connection: SMTPConnection,
  { user, password }: SmtpServer,
  { send, fail }: { readonly send: () => void; readonly fail: (error: unknown) => void },
): void => {
  if (password === undefined) send()
  else
    connection.login({ user, pass: password.reveal() }, (error) => (error ? fail(error) : send()))
}

/** The content of a message, and a note of the moment at which the first of it was asked for. */
const readOnce = (bytes: Buffer, onRead: () => void): Readable =>
  new Readable({
    read() {
      onRead()
      this.push(bytes)
      this.push(null)
    },
  })
