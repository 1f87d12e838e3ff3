import { type Answer, problem } from '../answer.ts'

/** The session is good, but too old to change a phone or an address with. */
export const signInAgain = (): Answer =>
  problem('sign_in_again', {
    detail: 'You signed in a while ago. Sign in again to change your phone or address.',
  })
