import type { SendOutcome } from '../../../engine/send.ts'
import { createSecret } from '../../../ports/secret.ts'
import { type Answer, answer } from '../../answer.ts'
import { signInRequestBody, signInSentAnswer } from '../../contract/auth.ts'
import { debugCode } from '../../debug-code.ts'
import { readIdempotencyKey } from '../../idempotency-key.ts'
import type { HttpParts } from '../../parts.ts'
import { rateLimitHeaders } from '../../rate-limit-headers.ts'
import { bodyRoute, type Route } from '../../route.ts'
import { readContact } from '../../session/read-contact.ts'
import { disabledAnswer } from '../disabled.ts'
import { sentAnswerTo } from '../sent-answer.ts'
import { readBrowser, signInPurpose } from './browser.ts'

const shared = {
  method: 'post',
  takesIdempotencyKey: true,
  failures: 'sign_in',
  body: signInRequestBody,
  success: { schema: signInSentAnswer, description: 'The message is on its way.' },
  problems: [
    'invalid_request',
    'captcha_failed',
    'payload_too_large',
    'unsupported_media_type',
    'idempotency_key_reused',
    'rate_limited',
    'delivery_failed',
    'otp_disabled',
    'unavailable',
  ],
} as const satisfies Partial<Route>

/** `POST /api/auth/otp/request` and `/resend`. */
export const signInCodeRoutes = (parts: HttpParts): readonly Route[] => {
  const route = (path: string, summary: string, description: string) =>
    bodyRoute({
      ...shared,
      path,
      summary,
      description,
      handle: async ({ body, request, peer }) => {
        const recipient = readContact(body, parts.defaultCountry)
        if ('status' in recipient) return recipient
        const { captchaToken } = body
        const outcome = await parts.engine.send({
          ...{ purpose: signInPurpose, recipient },
          requester: readBrowser(parts, { request, peer }),
          idempotencyKey: readIdempotencyKey(request),
          captchaToken: captchaToken === undefined ? undefined : createSecret(captchaToken),
        })
        const sent = { request, recipient, purpose: signInPurpose }
        return toAnswer(outcome, () => debugCode(parts.development, sent))
      },
    })

  return [
    route(
      '/api/auth/otp/request',
      'Send a code to sign in with',
      'The answer is the same whether or not anybody is registered there.',
    ),
    route(
      '/api/auth/otp/resend',
      'Send another code to sign in with',
      'The same as request, under the name a "resend" button looks for: the new code replaces the old one.',
    ),
  ]
}

const toAnswer = (outcome: SendOutcome, otp: () => string | undefined): Answer => {
  // Nobody is signed in without a code, so there is nothing to skip to.
  if (outcome.kind === 'skipped') return disabledAnswer()
  if (outcome.kind !== 'sent') return sentAnswerTo(outcome, {})
  return answer(
    {
      success: true,
      message: 'The code is on its way',
      expiresIn: outcome.expiresInSeconds,
      resendIn: outcome.resendInSeconds,
      otp: otp(),
    },
    { headers: rateLimitHeaders(outcome.standings.filter(({ name }) => name === 'ip')) },
  )
}
