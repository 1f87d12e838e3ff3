/**
 * Cloudflare Turnstile.
 *
 * @module
 */
import { z } from 'zod'
import type { JsonObject } from '../exchange/json.ts'
import { textIn } from '../exchange/json.ts'
import type { Captcha, CaptchaKind, CaptchaOutcome, CaptchaParts } from '../ports/captcha.ts'
import { sharedSettings } from './settings.ts'
import { type ErrorCodes, failed, isOurHost, siteverify } from './siteverify.ts'

const usualVerifyUrl = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'

/** No token of Turnstile is longer. */
const tokenCharactersAtMost = 2048

const settingsSchema = z.strictObject(sharedSettings(usualVerifyUrl))

/** Settings of {@link turnstile}. */
export type TurnstileSettings = z.infer<typeof settingsSchema>

const errorCodes: ErrorCodes = {
  unavailable: ['missing-input-secret', 'invalid-input-secret', 'bad-request', 'internal-error'],
  failed: {
    'missing-input-response': 'invalid',
    'invalid-input-response': 'invalid',
    'timeout-or-duplicate': 'spent',
  },
}

/** They pass everything, nothing, and nothing because it was used before. */
const testSecrets = [
  '1x0000000000000000000000000000000AA',
  '2x0000000000000000000000000000000AA',
  '3x0000000000000000000000000000000AA',
]

/** Asks Cloudflare. A token must have been made for the purpose's name, on a page of ours. */
export const createTurnstile = ({
  settings,
  secret,
  hosts,
}: CaptchaParts<TurnstileSettings>): Captcha => {
  const url = new URL(settings.verifyUrl ?? usualVerifyUrl)
  const isTest = testSecrets.includes(secret.reveal())

  const judge = (answer: JsonObject, action: string): CaptchaOutcome => {
    if (isTest) return { kind: 'passed' }
    if (!isOurHost(answer, hosts)) return failed('other_host')
    return textIn(answer, 'action') === action ? { kind: 'passed' } : failed('other_action')
  }

  return {
    id: 'turnstile',
    ...(isTest && { isForTrial: true }),
    verify: async ({ token, action, clientIp, signal }) => {
      const response = token.reveal()
      if (response.length > tokenCharactersAtMost) return failed('invalid')
      const fields = { secret: secret.reveal(), response, remoteip: clientIp }
      return siteverify({ url, fields, signal }, errorCodes, (answer) => judge(answer, action))
    },
  }
}

/** Turnstile, for a configuration. */
export const turnstile: CaptchaKind<TurnstileSettings> = {
  id: 'turnstile',
  settingsSchema,
  testSecrets,
  actionCharactersAtMost: 32,
  create: createTurnstile,
}
