import type { Recipient } from '../../engine/recipient.ts'
import { isPhone, readEmail, readPhone } from '../../engine/recipient.ts'
import { z } from './zod.ts'

/** Why a code is asked for. */
export const purpose = z.string().min(1).max(64).openapi({
  example: 'login',
  description: 'Name of a purpose: why the code is asked for.',
})

const phone = z
  .string()
  .max(20)
  .refine(
    isPhone,
    'must be a phone number in E.164 form: a plus, the country code and the number, digits only',
  )
  .openapi({ example: '+233244123456', description: 'Phone in E.164 form.' })

/** An email address. */
export const email = z
  .string()
  .max(320)
  .refine((typed) => readEmail(typed) !== undefined, 'must be an email address')
  .openapi({ example: 'ama@example.com', description: 'Email address.' })

/** Who and why: part of every request of the public API. */
export const recipientFields = {
  purpose,
  phone_e164: phone.optional(),
  email: email.optional(),
}

interface RecipientBody {
  readonly phone_e164?: string | undefined
  readonly email?: string | undefined
}

/** Exactly one of the two. */
export const hasOneRecipient = ({ phone_e164, email }: RecipientBody): boolean =>
  (phone_e164 === undefined) !== (email === undefined)

/** What {@link hasOneRecipient} demands, in words. */
export const oneRecipientMessage = 'give either phone_e164 or email'

/** The recipient of a body that was validated. */
export const recipientOf = (body: RecipientBody): Recipient | undefined =>
  body.phone_e164 === undefined ? readEmail(body.email ?? '') : readPhone(body.phone_e164)
