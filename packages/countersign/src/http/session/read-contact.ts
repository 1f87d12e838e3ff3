import { readPhoneIn } from '../../engine/national-phone.ts'
import { type Recipient, readEmail } from '../../engine/recipient.ts'
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
 * country code is read in that country.
 */
export const readContact = ({ phoneNumber, email }: Named, country: string): Recipient | Answer => {
  if ((phoneNumber === undefined) === (email === undefined))
    return problem('invalid_request', { detail: 'Give either phoneNumber or email.' })
  if (phoneNumber === undefined)
    return readEmail(email ?? '') ?? invalid('email', 'must be an email address')
  const phone = readPhoneIn(country, phoneNumber)
  return phone === undefined || isIndianLandline(phone)
    ? invalid('phoneNumber', 'must be a valid phone number')
    : phone
}

/**
 * Mobile numbers of India begin with 6 to 9 (requirement C7). The numbering plans count some of those as
 * landlines too, so they cannot be asked.
 */
const isIndianLandline = ({ address }: Recipient): boolean => /^\+91[^6-9]/.test(address.reveal())
