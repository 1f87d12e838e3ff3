import { createSecret } from '../../ports/secret.ts'
import { answer, problem } from '../answer.ts'
import { recipientOf } from '../contract/recipient.ts'
import { skippedAnswer } from '../contract/skipped.ts'
import { verifiedAnswer, verifyBody } from '../contract/verify.ts'
import { z } from '../contract/zod.ts'
import type { HttpParts } from '../parts.ts'
import { bodyRoute, type Route } from '../route.ts'
import { disabledAnswer } from './disabled.ts'
import { limitedAnswer } from './limited.ts'

/** `POST /api/otp/verify`. */
export const otpVerifyRoute = (parts: HttpParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/otp/verify',
    summary: 'Check a code',
    description:
      'A code works once. Wrong, expired, used, locked and unknown codes all get the same answer, byte for byte: 400 `invalid_code`.',
    takesApiKey: true,
    codeFor: 'every purpose',
    body: verifyBody,
    success: {
      schema: z.union([verifiedAnswer, skippedAnswer]),
      description:
        'The code was right; or codes are switched off, and this purpose goes on without.',
    },
    problems: [
      'invalid_code',
      'invalid_request',
      'sign_in_required',
      'payload_too_large',
      'unsupported_media_type',
      'rate_limited',
      'otp_disabled',
      'unavailable',
    ],
    handle: async ({ body, request, peer }) => {
      const recipient = recipientOf(body)
      if (recipient === undefined) return problem('invalid_request')
      const requester = await parts.readCaller({ request, peer }, body)
      const code = createSecret(body.code)
      const outcome = await parts.engine.verify({
        purpose: body.purpose,
        recipient,
        code,
        requester,
      })
      switch (outcome.kind) {
        case 'verified':
          return answer({ status: 'verified' })
        case 'refused':
          return problem('invalid_code')
        case 'sign_in_required':
          return problem('sign_in_required')
        case 'skipped':
          return answer({ status: 'skipped' })
        case 'disabled':
          return disabledAnswer()
        case 'limited':
          return limitedAnswer(outcome)
      }
    },
  })
