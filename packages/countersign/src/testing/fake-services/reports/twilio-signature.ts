import { createHash, createHmac } from 'node:crypto'
import type { Parameters } from './post-report.ts'

/** What Twilio signs. */
export interface TwilioSigned {
  readonly url: string
  readonly parameters: Parameters
  readonly authToken: string
}

/** Signs a callback as Twilio does: the address, then every parameter sorted by name. */
export const twilioSignature = ({ url, parameters, authToken }: TwilioSigned): string => {
  const names = [...new Set(parameters.map(([name]) => name))].sort()
  const joined = names.flatMap((name) => {
    const values = parameters.filter(([other]) => other === name).map(([, value]) => value)
    return [...new Set(values)].sort().map((value) => `${name}${value}`)
  })
  return createHmac('sha1', authToken)
    .update(url + joined.join(''))
    .digest('base64')
}

/** The `bodySHA256` that Twilio puts into the address of a callback with a JSON body. */
export const twilioBodyHash = (body: string): string =>
  createHash('sha256').update(body).digest('hex')
