import type { Captcha } from 'countersign'
import type { Config } from '../config/config.ts'
import { refusal } from '../config/refusal.ts'
import { readSecret, type SecretSources } from '../integrations/secrets.ts'
import { captchaKind, captchaKinds } from './kinds.ts'

/** Name of the secret file. */
export const captchaSecretName = 'captcha_secret'

/**
 * Makes the captcha of a configuration, if it has one. It may be done on pages of the public address
 * and of `origins`.
 *
 * @throws CountersignError `invalid_configuration` if its secret is missing, or is one that is published
 * for trying out and stands in production, where it would let everybody through
 */
export const createCaptcha = (
  { captcha, publicUrl, origins }: Pick<Config, 'captcha' | 'publicUrl' | 'origins'>,
  sources: SecretSources,
): Captcha | undefined => {
  if (captcha === undefined) return undefined
  const { kind, ...settings } = captcha
  const secret = readSecret(captchaSecretName, sources)
  const isPublished = captchaKinds.some(({ testSecrets }) => testSecrets.includes(secret.reveal()))
  if (sources.isProduction && isPublished)
    throw refusal([
      `${captchaSecretName}: is a published test secret, which lets everybody through; take your own`,
    ])
  const hosts = [publicUrl, ...origins.map((origin) => new URL(origin))].map((url) => url.hostname)
  return captchaKind(kind)?.create(settings, { secret, hosts })
}
