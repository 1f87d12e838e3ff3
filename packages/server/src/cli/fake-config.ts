import type { FakeServices } from 'countersign/testing/fake-services'
import type { ConfigFile } from '../config/schema.ts'

const from = 'Acme <otp@acme.example>'

/**
 * A configuration whose channels lead to local fakes: Arkesel before Twilio, Resend before SMTP.
 * Suppliers must do a captcha, whose tokens the fake gives to everybody who asks.
 */
export const fakeConfig = (urls: FakeServices['urls']): ConfigFile => ({
  brand: 'Acme',
  channels: { sms: ['arkesel', 'twilio'], email: ['resend', 'smtp'] },
  integrations: {
    arkesel: { senderId: 'Acme', baseUrl: urls.arkesel },
    twilio: {
      accountSid: `AC${'0'.repeat(32)}`,
      messagingServiceSid: `MG${'0'.repeat(32)}`,
      baseUrl: urls.twilio,
    },
    resend: { from, baseUrl: urls.resend },
    smtp: { url: urls.smtp, from },
  },
  captcha: {
    kind: 'turnstile',
    siteKey: '1x00000000000000000000AA',
    verifyUrl: `${urls.captcha}/turnstile/v0/siteverify`,
  },
  purposes: { email_supplier: { captcha: true } },
})
