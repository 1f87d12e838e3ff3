import { type HttpAnswer, jsonAnswer } from '../trouble.ts'

const at = '2026-01-01T00:00:00.000Z'
const no = (code: string) => ({ success: false, 'error-codes': [code] })

/** What the published secrets of the services answer, whatever the token. */
const published: Readonly<Record<string, object>> = {
  // reCAPTCHA v2: neither score nor action
  '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe': {
    ...{ success: true, challenge_ts: at, hostname: 'testkey.google.com' },
  },
  '1x0000000000000000000000000000000AA': {
    ...{ success: true, 'error-codes': [], challenge_ts: at, hostname: 'example.com', action: '' },
  },
  '2x0000000000000000000000000000000AA': no('invalid-input-response'),
  '3x0000000000000000000000000000000AA': no('timeout-or-duplicate'),
}

const hcaptchaSecret = '0x0000000000000000000000000000000000000000'
const hcaptchaToken = '10000000-aaaa-bbbb-cccc-000000000001'

/** The answer to a question that was asked with a published secret. */
export const testKeyAnswer = (form: URLSearchParams): HttpAnswer | undefined => {
  const secret = form.get('secret') ?? ''
  if (secret === hcaptchaSecret)
    return form.get('response') === hcaptchaToken
      ? jsonAnswer(200, { success: true, challenge_ts: at, hostname: 'dummy-key-pass' })
      : jsonAnswer(200, no('not-using-dummy-passcode'))
  const answer = published[secret]
  return answer && jsonAnswer(200, answer)
}
