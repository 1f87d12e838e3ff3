import type { Policies, Policy } from '../policy.ts'
import { defaultPolicy } from './defaults.ts'

const besidePassword: Policy = { ...defaultPolicy, maxAttempts: 3 }

/** A code beside a password: five minutes, three attempts (requirements A5, A6). */
export const passwordAppPurposes: Policies = {
  register: besidePassword,
  login: besidePassword,
  reset: besidePassword,
}
