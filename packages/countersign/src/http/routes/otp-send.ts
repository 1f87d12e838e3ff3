import type { Recipient } from '../../engine/recipient.ts'
import type { SendOutcome } from '../../engine/send.ts'
import { createSecret } from '../../ports/secret.ts'
import { type Answer, type AnswerHeaders, answer, problem } from '../answer.ts'
import { recipientOf } from '../contract/recipient.ts'
import { sendBody, sentAnswer } from '../contract/send.ts'
import { skippedAnswer } from '../contract/skipped.ts'
import { z } from '../contract/zod.ts'
import { debugCode } from '../debug-code.ts'
import { readIdempotencyKey } from '../idempotency-key.ts'
import type { Development, HttpParts } from '../parts.ts'
import { rateLimitHeaders } from '../rate-limit-headers.ts'
import type { ApiRequest } from '../request.ts'
import { bodyRoute, type Route } from '../route.ts'
import { disabledAnswer } from './disabled.ts'
import { limitedAnswer } from './limited.ts'

const shared = {
  method: 'post',
  takesApiKey: true,
  session: 'optional',
  takesIdempotencyKey: true,
  body: sendBody,
  success: {
    schema: z.union([sentAnswer, skippedAnswer]),
    description:
      'The message is on its way; or codes are switched off, and this purpose goes on without.',
  },
  problems: [
    'invalid_request',
    'sign_in_required',
    'captcha_failed',
    'cross_site',
    'payload_too_large',
    'unsupported_media_type',
    'idempotency_key_reused',
    'rate_limited',
    'delivery_failed',
    'otp_disabled',
    'unavailable',
  ],
} as const satisfies Partial<Route>

/** `POST /api/otp/send` and `/resend`. */
export const otpSendRoutes = (parts: HttpParts): readonly Route[] => {
  const route = (path: string, summary: string, description: string) =>
    bodyRoute({
      ...shared,
      path,
      summary,
      description,
      handle: async ({ body, request, peer }) => {
        const recipient = recipientOf(body)
        if (recipient === undefined) return problem('invalid_request')
        const requester = await parts.readCaller({ request, peer }, body)
        const { purpose, channel, locale } = body
        const idempotencyKey = readIdempotencyKey(request)
        const outcome = await parts.engine.send({
          ...{ purpose, recipient, channel, locale },
          ...{ requester, idempotencyKey, captchaToken: tokenIn(body) },
          session: requester.session,
        })
        return toAnswer(outcome, debugHeaders(parts.development, { request, recipient, purpose }))
      },
    })

  return [
    route(
      '/api/otp/send',
      'Send a code',
      'Sends a code to a phone or an email address. The answer is the same whether or not anybody is registered there. A code sent earlier stays good until the provider has taken the new one, then it dies.',
    ),
    route(
      '/api/otp/resend',
      'Send another code',
      'The same as send, under the name a "resend" button looks for: the new code replaces the old one.',
    ),
  ]
}

const tokenIn = ({ captcha_token }: { readonly captcha_token?: string | undefined }) =>
  captcha_token === undefined ? undefined : createSecret(captcha_token)

/** The code itself, in development. */
const debugHeaders = (
  development: Development | undefined,
  sent: { readonly request: ApiRequest; readonly recipient: Recipient; readonly purpose: string },
): AnswerHeaders => {
  const code = debugCode(development, sent)
  return code === undefined ? {} : { 'debug-otp': code }
}

/** Only what the caller itself uses up is shown, never how the recipient stands. */
const isOwn = ({ name }: { readonly name: string }) => name === 'ip' || name === 'subject'

const toAnswer = (outcome: SendOutcome, debug: AnswerHeaders): Answer => {
  switch (outcome.kind) {
    case 'sent':
      return answer(
        {
          status: 'sent',
          expires_in: outcome.expiresInSeconds,
          resend_in: outcome.resendInSeconds,
        },
        { headers: { ...rateLimitHeaders(outcome.standings.filter(isOwn)), ...debug } },
      )
    case 'skipped':
      return answer({ status: 'skipped' })
    case 'disabled':
      return disabledAnswer()
    case 'limited':
      return limitedAnswer(outcome)
    case 'sign_in_required':
      return problem('sign_in_required')
    case 'captcha_failed':
      return problem('captcha_failed', {
        detail: 'Please do the captcha again. Nothing was used up.',
      })
    case 'reused_key':
      return problem('idempotency_key_reused')
    case 'delivery_failed':
      return problem('delivery_failed', {
        detail: 'The message could not be sent. Nothing was used up; please try again.',
      })
  }
}
