import type { Captcha, CaptchaKind, Secret } from 'countersign'
import { hcaptcha } from 'countersign/captchas/hcaptcha'
import { recaptchaV3 } from 'countersign/captchas/recaptcha-v3'
import { turnstile } from 'countersign/captchas/turnstile'
import type { z } from 'zod'

/** A kind of captcha whose settings are checked when it is made, so that kinds can stand in a list. */
export interface ConfiguredKind {
  readonly id: string
  readonly settingsSchema: z.ZodType
  readonly testSecrets: readonly string[]
  readonly actionCharactersAtMost: number | undefined
  create(
    settings: unknown,
    parts: { readonly secret: Secret; readonly hosts: readonly string[] },
  ): Captcha
}

const toConfigured = <Settings>(kind: CaptchaKind<Settings>): ConfiguredKind => ({
  id: kind.id,
  settingsSchema: kind.settingsSchema,
  testSecrets: kind.testSecrets,
  actionCharactersAtMost: kind.actionCharactersAtMost,
  create: (settings, parts) =>
    kind.create({ ...parts, settings: kind.settingsSchema.parse(settings) }),
})

/** Every kind of captcha. */
export const captchaKinds: readonly ConfiguredKind[] = [
  toConfigured(recaptchaV3),
  toConfigured(turnstile),
  toConfigured(hcaptcha),
]

/** The kind of an id. */
export const captchaKind = (id: string): ConfiguredKind | undefined =>
  captchaKinds.find((kind) => kind.id === id)
