/**
 * Google reCAPTCHA v3: a score for what somebody did on the page.
 *
 * @module
 */
import { z } from 'zod'
import type { JsonObject } from '../exchange/json.ts'
import { textIn } from '../exchange/json.ts'
import type { Captcha, CaptchaKind, CaptchaOutcome, CaptchaParts } from '../ports/captcha.ts'
import { sharedSettings } from './settings.ts'
import { type ErrorCodes, failed, isOurHost, siteverify, unavailable } from './siteverify.ts'

const usualVerifyUrl = 'https://www.google.com/recaptcha/api/siteverify'
const usualMinScore = 0.5

const settingsSchema = z.strictObject({
  ...sharedSettings(usualVerifyUrl),
  minScore: z.number().min(0).max(1).optional().meta({
    description: 'Lowest score that passes, 0 (a machine) to 1 (a person). reCAPTCHA v3 only.',
    default: usualMinScore,
  }),
})

/** Settings of {@link recaptchaV3}. */
export type RecaptchaV3Settings = z.infer<typeof settingsSchema>

const errorCodes: ErrorCodes = {
  unavailable: ['missing-input-secret', 'invalid-input-secret', 'bad-request'],
  failed: {
    'missing-input-response': 'invalid',
    'invalid-input-response': 'invalid',
    'timeout-or-duplicate': 'spent',
  },
}

/** The one published secret, of v2: it passes everything, and gives no score. */
const testSecrets = ['6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe']

/** Asks Google. A token must have been made for the purpose's name, on a page of ours. */
export const createRecaptchaV3 = ({
  settings,
  secret,
  hosts,
}: CaptchaParts<RecaptchaV3Settings>): Captcha => {
  const { minScore = usualMinScore, verifyUrl = usualVerifyUrl } = settings
  const url = new URL(verifyUrl)
  const isTest = testSecrets.includes(secret.reveal())

  const judge = (answer: JsonObject, action: string): CaptchaOutcome => {
    const { score } = answer
    if (isTest) return { kind: 'passed' }
    // Only keys of v2 give no score: the wrong pair of keys was configured.
    if (typeof score !== 'number') return unavailable('no score')
    if (!isOurHost(answer, hosts)) return failed('other_host')
    if (textIn(answer, 'action') !== action) return failed('other_action')
    return score >= minScore ? { kind: 'passed', score } : failed('low_score')
  }

  return {
    id: 'recaptcha_v3',
    ...(isTest && { isForTrial: true }),
    verify: ({ token, action, clientIp, signal }) => {
      const fields = { secret: secret.reveal(), response: token.reveal(), remoteip: clientIp }
      return siteverify({ url, fields, signal }, errorCodes, (answer) => judge(answer, action))
    },
  }
}

/** reCAPTCHA v3, for a configuration. */
export const recaptchaV3: CaptchaKind<RecaptchaV3Settings> = {
  id: 'recaptcha_v3',
  settingsSchema,
  testSecrets,
  create: createRecaptchaV3,
}
