import type { Policies } from '../policy.ts'
import { defaultPolicy } from './defaults.ts'

/** Sign-in with nothing but a code: ten minutes, five attempts, limits per address (requirement C3). */
export const signInPurposes: Policies = {
  sign_in: {
    ...defaultPolicy,
    channels: ['sms', 'email'],
    ttlSeconds: 600,
    grants: 'session',
    limits: [
      ...defaultPolicy.limits,
      { per: 'ip', on: 'send', max: 3, seconds: 900 },
      { per: 'ip', on: 'verify', max: 10, seconds: 900 },
    ],
  },
}
