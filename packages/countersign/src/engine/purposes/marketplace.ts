import type { LimitPolicy, Policies, Policy } from '../policy.ts'
import { defaultPolicy } from './defaults.ts'

/** Three checks an hour for one phone or address (requirement E6). */
const verifyThreePerHour: LimitPolicy = { per: 'recipient', on: 'verify', max: 3, seconds: 3600 }

const limits = [...defaultPolicy.limits, verifyThreePerHour]

/** By email, and only to addresses that somebody keeps (requirement E3). */
const byEmail: Policy = {
  ...defaultPolicy,
  channels: ['email'],
  ttlSeconds: 600,
  disposable: 'refuse',
}

/** Phones, quote requests and supplier sign-up of a marketplace (requirements E1, E2, E3, E6). */
export const marketplacePurposes: Policies = {
  phone: { ...defaultPolicy, ttlSeconds: 600, resendSeconds: 300, limits },
  email_quote: {
    ...byEmail,
    limits: [{ per: 'recipient', on: 'send', max: 5, seconds: 86_400 }, verifyThreePerHour],
  },
  email_supplier: { ...byEmail, limits },
}
