import { createSecret } from '../../ports/secret.ts'
import { problem } from '../answer.ts'
import { actionOf } from '../contract/proof.ts'
import { recipientOf } from '../contract/recipient.ts'
import { skippedAnswer } from '../contract/skipped.ts'
import { verifiedAnswer, verifyBody } from '../contract/verify.ts'
import { z } from '../contract/zod.ts'
import type { HttpParts } from '../parts.ts'
import { bodyRoute, type Route } from '../route.ts'
import { isGivenCookie } from '../session/give-session.ts'
import { isCrossSite } from '../session/sender.ts'
import { sessionLabel } from '../session/session-label.ts'
import { verifiedAnswerTo, verifyProblems } from './verified-answer.ts'

/** `POST /api/otp/verify`. */
export const otpVerifyRoute = (parts: HttpParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/otp/verify',
    summary: 'Check a code',
    description:
      'A code works once. Wrong, expired, used, locked and unknown codes all get the same answer, byte for byte: 400 `invalid_code`. What a right code opens is given with it: a proof for one protected route, to be redeemed once, or a session: then a browser may only ask from a page of ours.',
    takesApiKey: true,
    session: 'optional',
    codeFor: 'every purpose',
    body: verifyBody,
    success: {
      schema: z.union([verifiedAnswer, skippedAnswer]),
      description:
        'The code was right; or codes are switched off, and this purpose goes on without.',
    },
    problems: verifyProblems,
    handle: async ({ body, request, peer }) => {
      const recipient = recipientOf(body)
      if (recipient === undefined) return problem('invalid_request')
      const requester = await parts.readCaller({ request, peer }, body)
      const { purpose } = body
      // Somebody else's page must not sign a person in as somebody else.
      const beginsSession = parts.engine.grantOf(purpose) === 'session' && isGivenCookie(requester)
      if (beginsSession && isCrossSite(request, parts.pages)) return problem('cross_site')
      const outcome = await parts.engine.verify({
        ...{ purpose, recipient, requester },
        code: createSecret(body.code),
        action: actionOf(body),
        session: requester.session,
        label: sessionLabel(request.headers.get('user-agent')),
      })
      return verifiedAnswerTo(outcome, { purpose, requester, pages: parts.pages })
    },
  })
