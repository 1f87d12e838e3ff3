import { randomBytes } from 'node:crypto'
import { createFakeArkesel, type FakeArkesel } from './arkesel.ts'
import { createFakeCaptcha, type FakeCaptcha } from './captcha/index.ts'
import type { FakeMessage, FakeService } from './fake-service.ts'
import { createFakeMsg91, type FakeMsg91 } from './msg91.ts'
import { reportByThemselves } from './reports/report-by-themselves.ts'
import { createFakeResend, type FakeResend } from './resend.ts'
import { createFakeSmtp, type FakeSmtp } from './smtp/index.ts'
import { createFakeTwilio, type FakeTwilio } from './twilio.ts'
import { createFakeWebhookReceiver, type FakeWebhookReceiver } from './webhook-receiver.ts'

/** Every service that there is a fake of. */
export interface FakeServiceSet {
  readonly arkesel: FakeArkesel
  readonly twilio: FakeTwilio
  readonly msg91: FakeMsg91
  readonly resend: FakeResend
  readonly smtp: FakeSmtp
  readonly webhook: FakeWebhookReceiver
  readonly captcha: FakeCaptcha
}

/** Name of a service that there is a fake of. */
export type FakeServiceName = keyof FakeServiceSet

/** Secrets that messages and reports are signed with, or that stand in an address. */
export const sharedSecretNames = [
  'webhook_secret',
  'resend_webhook_secret',
  'webhook_token',
] as const

/** One of {@link sharedSecretNames}. */
export type SharedSecretName = (typeof sharedSecretNames)[number]

/** All services of a deployment, on this machine. */
export interface FakeServices {
  readonly services: FakeServiceSet
  /** Where each listens: the `baseUrl`, or `url`, of its integration. */
  readonly urls: Readonly<Record<FakeServiceName, string>>
  /** What each secret file may hold, so that the whole deployment works. */
  readonly secrets: Readonly<Record<string, string>>
  /** Every message that any of them took, grouped by service, oldest first. */
  messages(): readonly FakeMessage[]
  stop(): Promise<void>
}

/**
 * Starts a fake of every service, so that a whole deployment runs without an account anywhere.
 *
 * @example
 * const { urls, messages, stop } = await startFakeServices({ ports: { arkesel: 4010 } })
 */
export const startFakeServices = async ({
  ports = {},
  secrets: known = {},
  reportTo,
}: {
  /** Port of each; any free one if left out. */
  readonly ports?: Readonly<Partial<Record<FakeServiceName, number>>>
  /** Secrets that both sides have, by name. A new one is made for each that is left out. */
  readonly secrets?: Readonly<Partial<Record<SharedSecretName, string>>>
  /** Address of the server that each message is reported to as delivered. Nothing is if left out. */
  readonly reportTo?: string
} = {}): Promise<FakeServices> => {
  const secrets = { ...newSharedSecrets(), ...known }
  const services: FakeServiceSet = {
    arkesel: await createFakeArkesel({ port: ports.arkesel }),
    twilio: await createFakeTwilio({ port: ports.twilio }),
    msg91: await createFakeMsg91({ port: ports.msg91 }),
    resend: await createFakeResend({ port: ports.resend }),
    smtp: await createFakeSmtp({ port: ports.smtp }),
    webhook: await createFakeWebhookReceiver({
      port: ports.webhook,
      secret: secrets.webhook_secret,
    }),
    captcha: await createFakeCaptcha({ port: ports.captcha, secret: fakeSecrets.captcha_secret }),
  }
  const all: readonly FakeService[] = Object.values(services)
  const stopReporting =
    reportTo === undefined
      ? () => undefined
      : reportByThemselves(services, {
          serverUrl: reportTo,
          webhookToken: secrets.webhook_token,
          resendSecret: secrets.resend_webhook_secret,
        })
  return {
    services,
    urls: urlsOf(services),
    secrets: { ...fakeSecrets, ...secrets },
    messages: () => all.flatMap(({ messages }) => messages),
    stop: async () => {
      stopReporting()
      await Promise.all(all.map((service) => service.stop()))
    },
  }
}

const newSigningSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/** Unlike those of an account, these would let anybody in who knows them: no constants. */
const newSharedSecrets = (): Readonly<Record<SharedSecretName, string>> => ({
  webhook_secret: newSigningSecret(),
  resend_webhook_secret: newSigningSecret(),
  webhook_token: randomBytes(24).toString('base64url'),
})

const fakeSecrets = {
  arkesel_api_key: 'fake-arkesel-api-key',
  twilio_auth_token: 'fake-twilio-auth-token',
  msg91_auth_key: 'fake-msg91-auth-key',
  resend_api_key: 're_fake_resend_api_key',
  smtp_password: 'fake-smtp-password',
  captcha_secret: 'fake-captcha-secret',
}

const urlsOf = (services: FakeServiceSet) => {
  const { arkesel, twilio, msg91, resend, smtp, webhook, captcha } = services
  return {
    ...{ arkesel: arkesel.url, twilio: twilio.url, msg91: msg91.url, resend: resend.url },
    ...{ smtp: smtp.url, webhook: webhook.url, captcha: captcha.url },
  }
}
