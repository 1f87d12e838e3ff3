import {
  builtInPurposes,
  type Captcha,
  createSecret,
  defaultPolicy,
  type Policies,
} from 'countersign'
import { hcaptcha } from 'countersign/captchas/hcaptcha'
import { recaptchaV3 } from 'countersign/captchas/recaptcha-v3'
import { turnstile } from 'countersign/captchas/turnstile'
import {
  type CaptchaServiceName,
  createFakeCaptcha,
  type FakeCaptcha,
} from 'countersign/testing/fake-services'
import { onTestFinished } from 'vitest'
import { createDeployment, type Deployment, type DeploymentOptions } from './deployment.ts'

/** The secret that the fake knows. */
export const captchaSecret = 'marker-captcha-secret'

const hosts = ['otp.acme.example', 'app.acme.example']

interface Changes {
  readonly secret?: string
  readonly minScore?: number
  readonly siteKey?: string
}

/** Makes each kind of captcha, asking at an address. */
export const captchas: Readonly<
  Record<CaptchaServiceName, (verifyUrl: string, changes?: Changes) => Captcha>
> = {
  recaptcha_v3: (verifyUrl, { secret = captchaSecret, ...settings } = {}) =>
    recaptchaV3.create({
      settings: { verifyUrl, ...settings },
      secret: createSecret(secret),
      hosts,
    }),
  turnstile: (verifyUrl, { secret = captchaSecret } = {}) =>
    turnstile.create({ settings: { verifyUrl }, secret: createSecret(secret), hosts }),
  hcaptcha: (verifyUrl, { secret = captchaSecret, siteKey } = {}) =>
    hcaptcha.create({ settings: { verifyUrl, siteKey }, secret: createSecret(secret), hosts }),
}

/** A deployment whose suppliers must do a captcha, and the service behind it. */
export interface Guarded extends Deployment {
  readonly fake: FakeCaptcha
  /** Asks for a supplier's code with a token, or without one. */
  ask(token?: string, options?: Ask): Promise<Response>
  /** Does the captcha as a supplier on our page would. */
  solve(): string
}

interface Ask {
  readonly email?: string
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
}

const tight: Policies = {
  ...builtInPurposes,
  email_supplier: {
    ...defaultPolicy,
    channels: ['email'],
    captcha: true,
    disposable: 'refuse',
    limits: [{ per: 'ip', on: 'send', max: 1, seconds: 60 }],
  },
}

/** Puts a deployment together that asks suppliers for a captcha, and lets each address send once a minute. */
export const createGuarded = async (
  kind: CaptchaServiceName,
  options: DeploymentOptions & Changes = {},
): Promise<Guarded> => {
  const fake = await createFakeCaptcha({ secret: captchaSecret })
  onTestFinished(fake.stop)
  const captcha = captchas[kind](fake.verifyUrls[kind], options)
  const under = await createDeployment({ policies: tight, captcha, ...options })
  return {
    ...under,
    fake,
    solve: () => fake.solve({ action: 'email_supplier', hostname: 'app.acme.example' }),
    ask: (captcha_token, { email = 'ama@example.com', key, headers } = {}) =>
      under.post(
        '/api/otp/send',
        { purpose: 'email_supplier', email, captcha_token },
        { headers: { ...headers, ...(key !== undefined && { 'idempotency-key': key }) } },
      ),
  }
}
