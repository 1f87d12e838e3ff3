import type { Policies } from '../policy.ts'
import { defaultPolicy } from './defaults.ts'

/** Proving a phone once, and again before something delicate (requirements D3, D7, D10). */
export const phoneVerificationPurposes: Policies = {
  verify_phone: { ...defaultPolicy, ttlSeconds: 600, grants: 'contact' },
  step_up: { ...defaultPolicy, requires: 'caller' },
}
