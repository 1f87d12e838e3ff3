import type { Opened } from '../../engine/grant/granting.ts'
import type { VerifyOutcome } from '../../engine/verify.ts'
import { type Answer, answer, problem } from '../answer.ts'
import { proofFieldOf } from '../contract/proof.ts'
import type { Route } from '../route.ts'
import { disabledAnswer } from './disabled.ts'
import { limitedAnswer } from './limited.ts'

/** What may be wrong with a code or a link that was submitted. */
export const verifyProblems = [
  'invalid_code',
  'invalid_request',
  'sign_in_required',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'otp_disabled',
  'unavailable',
] as const satisfies Route['problems']

/** Answers a submitted code or link. All refusals look the same. */
export const verifiedAnswerTo = (
  outcome: VerifyOutcome,
  { purpose, ...more }: { readonly purpose: string; readonly redirect_to?: string | undefined },
): Answer => {
  switch (outcome.kind) {
    case 'verified':
      return answer({ status: 'verified', ...openedFields(purpose, outcome.opened), ...more })
    case 'refused':
      return problem('invalid_code')
    case 'sign_in_required':
      return problem('sign_in_required')
    case 'skipped':
      return answer({ status: 'skipped', ...more })
    case 'disabled':
      return disabledAnswer()
    case 'limited':
      return limitedAnswer(outcome)
  }
}

const openedFields = (purpose: string, opened: Opened | undefined) =>
  opened?.kind === 'proof'
    ? { [proofFieldOf(purpose)]: opened.token.reveal(), expires_in: opened.expiresInSeconds }
    : {}
