import type { Policies } from '../policy.ts'
import { marketplacePurposes } from './marketplace.ts'
import { passwordAppPurposes } from './password-app.ts'
import { phoneVerificationPurposes } from './phone-verification.ts'
import { signInPurposes } from './sign-in.ts'

/** The purposes that exist without being configured. */
export const builtInPurposes: Policies = {
  ...passwordAppPurposes,
  ...signInPurposes,
  ...phoneVerificationPurposes,
  ...marketplacePurposes,
}
