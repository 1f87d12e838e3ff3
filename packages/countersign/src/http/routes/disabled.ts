import { type Answer, problem } from '../answer.ts'

/** The answer while codes are switched off for a purpose that nothing else stands behind. */
export const disabledAnswer = (): Answer =>
  problem('otp_disabled', { detail: 'Codes are switched off right now. Please try again later.' })
