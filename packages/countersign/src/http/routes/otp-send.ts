import { problem } from '../answer.ts'
import { recipientOf } from '../contract/recipient.ts'
import { sendBody, sentAnswer } from '../contract/send.ts'
import { skippedAnswer } from '../contract/skipped.ts'
import { z } from '../contract/zod.ts'
import { readIdempotencyKey } from '../idempotency-key.ts'
import type { HttpParts } from '../parts.ts'
import { bodyRoute, type Route } from '../route.ts'
import { captchaTokenIn, debugHeaders, sendProblems, sentAnswerTo } from './sent-answer.ts'

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
  problems: sendProblems,
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
          ...{ requester, idempotencyKey, captchaToken: captchaTokenIn(body) },
          session: requester.session,
        })
        const debug = debugHeaders(parts.development, { request, recipient, purpose })
        return sentAnswerTo(outcome, debug)
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
