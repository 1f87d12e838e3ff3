/**
 * hCaptcha.
 *
 * @module
 */
import { z } from 'zod'
import type { JsonObject } from '../exchange/json.ts'
import type { Captcha, CaptchaKind, CaptchaOutcome, CaptchaParts } from '../ports/captcha.ts'
import { sharedSettings } from './settings.ts'
import { type ErrorCodes, failed, isOurHost, siteverify } from './siteverify.ts'

const usualVerifyUrl = 'https://api.hcaptcha.com/siteverify'

const settingsSchema = z.strictObject(sharedSettings(usualVerifyUrl))

/** Settings of {@link hcaptcha}. */
export type HcaptchaSettings = z.infer<typeof settingsSchema>

const errorCodes: ErrorCodes = {
  unavailable: [
    'missing-input-secret',
    'invalid-input-secret',
    'bad-request',
    'invalid-sitekey',
    'sitekey-secret-mismatch',
    'not-using-dummy-secret',
  ],
  failed: {
    'missing-input-response': 'invalid',
    'invalid-input-response': 'invalid',
    'not-using-dummy-passcode': 'invalid',
    'invalid-or-already-seen-response': 'spent',
    'expired-input-response': 'spent',
  },
}

/** It passes everything. */
const testSecrets = ['0x0000000000000000000000000000000000000000']

/**
 * Asks hCaptcha. Its tokens name no action: one that was made on a page of ours passes for every
 * purpose. Its score, for enterprises, counts the other way round and is left to hCaptcha's own rules.
 */
export const createHcaptcha = ({
  settings,
  secret,
  hosts,
}: CaptchaParts<HcaptchaSettings>): Captcha => {
  const url = new URL(settings.verifyUrl ?? usualVerifyUrl)
  const isTest = testSecrets.includes(secret.reveal())
  const judge = (answer: JsonObject): CaptchaOutcome =>
    isTest || isOurHost(answer, hosts) ? { kind: 'passed' } : failed('other_host')

  return {
    id: 'hcaptcha',
    ...(isTest && { isForTrial: true }),
    verify: ({ token, clientIp, signal }) => {
      const { siteKey: sitekey } = settings
      const response = token.reveal()
      const fields = { secret: secret.reveal(), response, remoteip: clientIp, sitekey }
      return siteverify({ url, fields, signal }, errorCodes, judge)
    },
  }
}

/** hCaptcha, for a configuration. */
export const hcaptcha: CaptchaKind<HcaptchaSettings> = {
  id: 'hcaptcha',
  settingsSchema,
  testSecrets,
  create: createHcaptcha,
}
