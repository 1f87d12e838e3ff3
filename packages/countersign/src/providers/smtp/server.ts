import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { isLoopbackHost } from '../../exchange/base-url.ts'
import type { Secret } from '../../ports/secret.ts'
import type { SmtpSettings } from './index.ts'

/** Where to connect, and as whom. */
export interface SmtpServer {
  readonly options: SMTPConnectionOptions
  readonly user: string
  readonly password: Secret | undefined
}

/**
 * Time-outs are those of a code that somebody waits for; the library's own are minutes. The signal of a
 * hand-over ends it in any case.
 */
const timeouts = {
  dnsTimeout: 3_000,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 15_000,
  // A closed connection is gone at once, and does not wait for the other side.
  socketCloseTimeout: 0,
}

/** The server that settings describe. TLS certificates are always checked. */
export const serverOf = (
  { url, requireTls }: SmtpSettings,
  secret: (name: string) => Secret,
): SmtpServer => {
  const { protocol, hostname, port, username } = new URL(url)
  const user = decodeURIComponent(username)
  return {
    user,
    password: user === '' ? undefined : secret('smtp_password'),
    options: {
      ...timeouts,
      host: hostname.replace(/^\[|\]$/g, ''),
      ...(port !== '' && { port: Number(port) }),
      secure: protocol === 'smtps:',
      requireTLS: requireTls ?? !isLoopbackHost(hostname),
      maxResponseSize: 64 * 1024,
    },
  }
}
