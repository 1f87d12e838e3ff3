import { readPhoneIn } from '../../engine/national-phone.ts'
import { type Recipient, readEmail, readPhone } from '../../engine/recipient.ts'
import { type Answer, problem } from '../answer.ts'

/** Whom a body of the sign-in API names. */
interface Named {
  readonly phoneNumber?: string | undefined
  readonly email?: string | undefined
}

const invalid = (path: string, message: string): Answer =>
  problem('invalid_request', { detail: `${path}: ${message}`, errors: [{ path, message }] })

/**
 * The one phone or address that a body names, or the answer to a body that does not. A phone without a
 * country code is read in that country, if there is one.
 */
export const readContact = (
  { phoneNumber, email }: Named,
  country: string | undefined,
): Recipient | Answer => {
  if ((phoneNumber === undefined) === (email === undefined))
    return problem('invalid_request', { detail: 'Give either phoneNumber or email.' })
  if (phoneNumber === undefined)
    return readEmail(email ?? '') ?? invalid('email', 'must be an email address')
  const phone = country === undefined ? readPhone(phoneNumber) : readPhoneIn(country, phoneNumber)
  return phone ?? invalid('phoneNumber', 'must be a valid phone number')
}
