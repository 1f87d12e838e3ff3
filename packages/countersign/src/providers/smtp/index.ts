/**
 * Email through any SMTP server.
 *
 * @module
 */
import type { z } from 'zod'
import { isLoopbackHost } from '../../exchange/base-url.ts'
import type { Provider, ProviderKind, ProviderParts } from '../../ports/provider.ts'
import { composeMail } from './compose.ts'
import { handOver } from './hand-over.ts'
import { serverOf } from './server.ts'
import { settingsSchema } from './settings.ts'

/** Settings of {@link smtp}. */
export type SmtpSettings = z.infer<typeof settingsSchema>

/**
 * Sends email through an SMTP server. Each message has a connection of its own, so that one that hangs
 * holds up no other. The message id is made from the id of the hand-over: a retry arrives as a double
 * that mailboxes recognise.
 */
export const createSmtp = ({ settings, secret }: ProviderParts<SmtpSettings>): Provider => {
  const server = serverOf(settings, secret)
  return {
    id: 'smtp',
    channels: ['email'],
    send: async (message, { signal }) =>
      handOver({ server, mail: await composeMail(message, settings.from), signal }),
  }
}

/** SMTP, for a configuration. The password is only asked for if the address names a user. */
export const smtp: ProviderKind<SmtpSettings> = {
  id: 'smtp',
  channels: ['email'],
  settingsSchema,
  endpointSettings: ['url', 'requireTls'],
  secretNames: ['smtp_password'],
  describe: ({ url, from, requireTls }) => {
    const { protocol, host, hostname } = new URL(url)
    const isInTheClear = requireTls === false && !isLoopbackHost(hostname)
    return { product: 'SMTP', endpoint: `${protocol}//${host}`, isInTheClear, identity: { from } }
  },
  create: createSmtp,
}
