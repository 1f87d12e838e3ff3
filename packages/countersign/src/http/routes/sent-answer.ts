import type { Recipient } from '../../engine/recipient.ts'
import type { SendOutcome } from '../../engine/send.ts'
import { createSecret } from '../../ports/secret.ts'
import { type Answer, type AnswerHeaders, answer, problem } from '../answer.ts'
import { debugCode } from '../debug-code.ts'
import type { Development } from '../parts.ts'
import { rateLimitHeaders } from '../rate-limit-headers.ts'
import type { ApiRequest } from '../request.ts'
import type { Route } from '../route.ts'
import { disabledAnswer } from './disabled.ts'
import { limitedAnswer } from './limited.ts'
import { signInAgain } from './sign-in-again.ts'

/** What may be wrong with a request for a message. */
export const sendProblems = [
  'invalid_request',
  'sign_in_required',
  'captcha_failed',
  'cross_site',
  'sign_in_again',
  'send_refused',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_key_reused',
  'rate_limited',
  'delivery_failed',
  'otp_disabled',
  'unavailable',
] as const satisfies Route['problems']

/** The token of a captcha, if a body has one. */
export const captchaTokenIn = ({
  captcha_token,
}: {
  readonly captcha_token?: string | undefined
}) => (captcha_token === undefined ? undefined : createSecret(captcha_token))

/** The code itself, in development. */
export const debugHeaders = (
  development: Development | undefined,
  sent: { readonly request: ApiRequest; readonly recipient: Recipient; readonly purpose: string },
): AnswerHeaders => {
  const code = debugCode(development, sent)
  return code === undefined ? {} : { 'debug-otp': code }
}

/** Only what the caller itself uses up is shown, never how the recipient stands. */
const isOwn = ({ name }: { readonly name: string }) => name === 'ip' || name === 'subject'

/** Answers a request for a message. `more` goes out with one that was sent. */
export const sentAnswerTo = (outcome: SendOutcome, more: AnswerHeaders): Answer => {
  switch (outcome.kind) {
    case 'sent':
      return answer(
        {
          status: 'sent',
          expires_in: outcome.expiresInSeconds,
          resend_in: outcome.resendInSeconds,
        },
        { headers: { ...rateLimitHeaders(outcome.standings.filter(isOwn)), ...more } },
      )
    case 'skipped':
      return answer({ status: 'skipped' })
    case 'disabled':
      return disabledAnswer()
    case 'limited':
      return limitedAnswer(outcome)
    case 'sign_in_again':
      return signInAgain()
    case 'sign_in_required':
      return problem('sign_in_required')
    case 'captcha_failed':
      return problem('captcha_failed', {
        detail: 'Please do the captcha again. Nothing was used up.',
      })
    case 'reused_key':
      return problem('idempotency_key_reused')
    case 'refused':
      return problem('send_refused')
    case 'delivery_failed':
      return problem('delivery_failed', {
        detail: 'The message could not be sent. Nothing was used up; please try again.',
      })
  }
}
