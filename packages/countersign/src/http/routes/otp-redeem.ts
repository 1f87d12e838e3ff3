import type { RedeemOutcome } from '../../engine/redeem.ts'
import { createSecret } from '../../ports/secret.ts'
import { type Answer, answer, problem } from '../answer.ts'
import { actionOf } from '../contract/proof.ts'
import { recipientOf } from '../contract/recipient.ts'
import { redeemBody, redeemedAnswer } from '../contract/redeem.ts'
import type { HttpParts } from '../parts.ts'
import { bodyProblems, bodyRoute, type Route } from '../route.ts'

/** `POST /api/otp/redeem`. */
export const otpRedeemRoute = (parts: HttpParts): Route =>
  bodyRoute({
    method: 'post',
    path: '/api/otp/redeem',
    summary: 'Redeem a proof',
    description:
      'For the server behind a protected route, with its API key. A proof works once. Unknown, used and expired proofs, and those for another purpose, recipient, subject or action, all get the same answer, byte for byte: 400 `invalid_token`; the latter are as good as before. A proof for one action is refused without it.',
    takesApiKey: true,
    body: redeemBody,
    success: { schema: redeemedAnswer, description: 'The proof was good, and is used up.' },
    problems: [...bodyProblems, 'invalid_token', 'sign_in_required', 'unavailable'],
    handle: async ({ body, request, peer }) => {
      // Here `subject` is a condition, and not what the caller says about this request.
      const { apiKey } = await parts.readCaller({ request, peer }, {})
      if (apiKey === undefined) return problem('sign_in_required')
      const { purpose, subject } = body
      const outcome = await parts.engine.redeem({
        ...{ purpose, subject, recipient: recipientOf(body), action: actionOf(body) },
        token: createSecret(body.token),
        redeemer: `api-key:${apiKey}`,
      })
      return toAnswer(outcome, purpose)
    },
  })

const toAnswer = (outcome: RedeemOutcome, purpose: string): Answer =>
  outcome.kind === 'refused'
    ? problem('invalid_token')
    : answer({
        status: 'redeemed',
        purpose,
        recipient: outcome.address.reveal(),
        verified_at: new Date(outcome.verifiedAtMs).toISOString(),
        ...(outcome.subject !== undefined && { subject: outcome.subject }),
      })
