import { z } from 'zod'

const isSender = (text: string): boolean =>
  /^([^<>\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u.test(text)

/** The setting that says whom email comes from. */
export const senderSchema = z
  .string()
  .refine(isSender, 'must be an address, or a name and an address as in Acme <otp@acme.example>')
  .meta({ description: 'Whom email comes from, for example `Acme <otp@acme.example>`.' })
