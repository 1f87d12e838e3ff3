import type { Policy } from '../policy.ts'

/** What a purpose gets where it says nothing else. */
export const defaultPolicy: Policy = {
  channels: ['sms'],
  digits: 6,
  ttlSeconds: 300,
  maxAttempts: 5,
  resendSeconds: 60,
  limits: [{ per: 'recipient', on: 'send', max: 5, seconds: 3600 }],
  requires: 'nothing',
  disposable: 'allow',
  captcha: false,
  whenDisabled: 'refuse',
  grants: 'proof',
  unknownRecipients: 'send',
  proofTtlSeconds: 300,
}
