import type { Policies, Policy } from '../policy.ts'
import { defaultPolicy } from './defaults.ts'

const besidePassword: Policy = { ...defaultPolicy, maxAttempts: 3, whenDisabled: 'skip' }

/** A code beside a password, skipped while switched off: five minutes, three attempts (A4, A5, A6). */
export const passwordAppPurposes: Policies = {
  register: besidePassword,
  login: besidePassword,
  reset: besidePassword,
}
