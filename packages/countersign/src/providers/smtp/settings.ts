import { z } from 'zod'
import { senderSchema } from '../sender-address.ts'

const isServer = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, pathname, search, hash } = new URL(text)
  const isBare = /^\/?$/.test(pathname) && `${password}${search}${hash}` === ''
  return /^smtps?:$/.test(protocol) && hostname !== '' && isBare && isDecodable(username)
}

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** The settings of an SMTP server. */
export const settingsSchema = z.strictObject({
  url: z
    .string()
    .refine(
      isServer,
      'must be smtps://USER@HOST:PORT or smtp://USER@HOST:PORT; the password is the secret smtp_password',
    )
    .meta({
      description:
        'The server: `smtps://user@host:465` (TLS from the start) or `smtp://user@host:587` (STARTTLS). Without a user there is no sign-in.',
    }),
  from: senderSchema,
  requireTls: z.boolean().optional().meta({
    description:
      'Whether `smtp://` gives up when the server does not offer STARTTLS, rather than sending in the clear.',
    default: 'true; false on this machine',
  }),
})
