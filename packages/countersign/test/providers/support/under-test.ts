import { createSecret, type Provider } from 'countersign'
import { arkesel } from 'countersign/providers/arkesel'
import { msg91 } from 'countersign/providers/msg91'
import { resend } from 'countersign/providers/resend'
import { smtp } from 'countersign/providers/smtp'
import { twilio } from 'countersign/providers/twilio'
import { webhook } from 'countersign/providers/webhook'
import type { ProviderUnderTest, ServiceTrouble } from 'countersign/testing'
import {
  createFakeArkesel,
  createFakeMsg91,
  createFakeResend,
  createFakeSmtp,
  createFakeTwilio,
  createFakeWebhookReceiver,
  type FakeHttpService,
} from 'countersign/testing/fake-services'

/** Secrets that stand out wherever they turn up. */
export const testSecrets: Readonly<Record<string, string>> = {
  arkesel_api_key: 'marker-arkesel-key',
  twilio_auth_token: 'marker-twilio-token',
  msg91_auth_key: 'marker-msg91-key',
  resend_api_key: 're_marker_resend_key',
  smtp_password: 'marker-smtp-password',
  webhook_secret: `whsec_${Buffer.from('marker-webhook-secret-of-32-byte').toString('base64')}`,
}

/** Reads a test's secret as composition reads the files. */
export const secret = (name: string) => createSecret(testSecrets[name] ?? `no secret ${name}`)

/** Ids of an account that does not exist. */
export const accountSid = `AC${'0123456789abcdef'.repeat(2)}`
export const messagingServiceSid = `MG${'0123456789abcdef'.repeat(2)}`
export const templateId = '0123456789abcdef01234567'

/** What every provider's module has to have for a test to put it together. */
export interface Kinds {
  readonly arkesel: typeof arkesel
  readonly twilio: typeof twilio
  readonly msg91: typeof msg91
  readonly resend: typeof resend
  readonly smtp: typeof smtp
  readonly webhook: typeof webhook
}

/** The kinds as they are. */
export const realKinds: Kinds = { arkesel, twilio, msg91, resend, smtp, webhook }

/** Makes each provider with a fake of its service behind it. */
export const createUnderTest = (
  kinds: Kinds,
): Readonly<Record<keyof Kinds, () => Promise<ProviderUnderTest>>> => ({
  arkesel: async () => {
    const fake = await createFakeArkesel()
    const provider = kinds.arkesel.create({
      ...{ settings: { senderId: 'Acme', baseUrl: fake.url }, secret, callbackUrl: undefined },
    })
    return overHttp({ fake, provider, refuse: (said) => fake.answerWith('invalid_sender', said) })
  },
  twilio: async () => {
    const fake = await createFakeTwilio()
    const settings = { accountSid, messagingServiceSid, baseUrl: fake.url }
    const provider = kinds.twilio.create({ settings, secret, callbackUrl: undefined })
    return overHttp({ fake, provider, refuse: (said) => fake.refuseWith(21211, { said }) })
  },
  msg91: async () => {
    const fake = await createFakeMsg91()
    const settings = { templateId, baseUrl: fake.url }
    const provider = kinds.msg91.create({ settings, secret, callbackUrl: undefined })
    const refuse = (said: string) => fake.refuseWith({ code: 202, message: said })
    return overHttp({ fake, provider, refuse })
  },
  resend: async () => {
    const fake = await createFakeResend()
    const settings = { from: 'Acme <otp@acme.example>', baseUrl: fake.url }
    const provider = kinds.resend.create({ settings, secret, callbackUrl: undefined })
    const refuse = (message: string) =>
      fake.refuseWith({ status: 422, name: 'invalid_parameter', message })
    return overHttp({ fake, provider, refuse })
  },
  smtp: async () => {
    const fake = await createFakeSmtp()
    const url = fake.url.replace('//', '//otp%40acme.example@')
    const settings = { url, from: 'Acme <otp@acme.example>' }
    return overSmtp(fake, kinds.smtp.create({ settings, secret, callbackUrl: undefined }))
  },
  webhook: async () => {
    const fake = await createFakeWebhookReceiver({ secret: testSecrets['webhook_secret'] ?? '' })
    const settings = { url: `${fake.url}/messages`, allowHttp: true }
    const provider = kinds.webhook.create({ settings, secret, callbackUrl: undefined })
    const refuse = (reason: string) => fake.answerWith(400, { outcome: 'policy', reason })
    return overHttp({ fake, provider, refuse })
  },
})

const secrets = Object.values(testSecrets)

const overHttp = ({
  fake,
  provider,
  refuse,
}: {
  readonly fake: FakeHttpService
  readonly provider: Provider
  readonly refuse: (said: string) => void
}): ProviderUnderTest => ({
  provider,
  arrived: () => fake.messages.map(({ to, text }) => ({ to, content: text })),
  service: {
    secrets,
    paths: () => fake.requests.map(({ path }) => path),
    connections: fake.connections,
    breakWith: async (trouble: ServiceTrouble) => {
      if (trouble.kind === 'gone') return fake.stop()
      if (trouble.kind === 'refusal') refuse(trouble.said)
      else if (trouble.kind === 'unreadable') fake.breakWith({ kind: 'cut_json' })
      else fake.breakWith({ kind: trouble.kind })
    },
  },
  close: fake.stop,
})

const overSmtp = (
  fake: Awaited<ReturnType<typeof createFakeSmtp>>,
  provider: Provider,
): ProviderUnderTest => ({
  provider,
  arrived: () => fake.messages.map(({ to, text, subject }) => ({ to, content: subject + text })),
  service: {
    secrets,
    paths: () => [],
    connections: fake.connections,
    breakWith: async (trouble: ServiceTrouble) => {
      if (trouble.kind === 'gone') return fake.stop()
      if (trouble.kind === 'refusal')
        fake.breakWith({ at: 'rcpt', does: { reply: `550 5.1.1 ${trouble.said}` } })
      else if (trouble.kind === 'unreadable')
        fake.breakWith({ at: 'body', does: { reply: 'as you like it' } })
      else fake.breakWith({ at: 'body', does: trouble.kind })
    },
  },
  close: fake.stop,
})
