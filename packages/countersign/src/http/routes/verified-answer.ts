import type { Opened } from '../../engine/grant/granting.ts'
import type { VerifyOutcome } from '../../engine/verify.ts'
import { type Answer, type AnswerHeaders, answer, problem } from '../answer.ts'
import type { Caller } from '../caller.ts'
import { proofFieldOf } from '../contract/proof.ts'
import type { Route } from '../route.ts'
import { givenSession } from '../session/give-session.ts'
import type { Pages } from '../session/sender.ts'
import { disabledAnswer } from './disabled.ts'
import { limitedAnswer } from './limited.ts'
import { signInAgain } from './sign-in-again.ts'

/** What may be wrong with a code or a link that was submitted. */
export const verifyProblems = [
  'invalid_code',
  'invalid_request',
  'sign_in_required',
  'cross_site',
  'sign_in_again',
  'contact_taken',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'otp_disabled',
  'unavailable',
] as const satisfies Route['problems']

/** What an answer says beyond the outcome itself. */
interface Answering {
  readonly purpose: string
  readonly requester: Caller
  readonly pages: Pages
  readonly redirect_to?: string | undefined
}

/** Answers a submitted code or link. All refusals look the same. */
export const verifiedAnswerTo = (
  outcome: VerifyOutcome,
  { redirect_to, ...about }: Answering,
): Answer => {
  switch (outcome.kind) {
    case 'verified': {
      const { fields, headers } = given(outcome.opened, about)
      return answer({ status: 'verified', ...fields, redirect_to }, { headers })
    }
    case 'refused':
      return problem('invalid_code')
    case 'sign_in_again':
      return signInAgain()
    case 'sign_in_required':
    case 'contact_taken':
      return problem(outcome.kind)
    case 'skipped':
      return answer({ status: 'skipped', redirect_to })
    case 'disabled':
      return disabledAnswer()
    case 'limited':
      return limitedAnswer(outcome)
  }
}

/** What somebody is given for a right code. */
const given = (
  opened: Opened | undefined,
  { purpose, requester, pages }: Answering,
): { readonly fields: object; readonly headers?: AnswerHeaders } => {
  if (opened === undefined) return { fields: {} }
  const { token, expiresInSeconds: expires_in } = opened
  return opened.kind === 'session'
    ? givenSession(opened, requester, pages)
    : { fields: { [proofFieldOf(purpose)]: token.reveal(), expires_in } }
}
