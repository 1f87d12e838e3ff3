import type { z } from 'zod'
import type { Secret } from './secret.ts'

/** A proof that somebody did a captcha, to be checked. */
export interface CaptchaCheck {
  /** What the person's browser was given for it. */
  readonly token: Secret
  /** What it must have been done for: the name of the purpose. */
  readonly action: string
  /** The person's own address, if it is known exactly. */
  readonly clientIp: string | undefined
  /** Aborts the check for good: no request of it may be under way afterwards. */
  readonly signal: AbortSignal
}

/**
 * What a check came to.
 *
 * `failed`: this token proves nothing, another may. `unavailable`: it is not known, because of the
 * service or of our own settings; the person can do nothing about it.
 */
export type CaptchaOutcome =
  | { readonly kind: 'passed'; readonly score?: number }
  | { readonly kind: 'failed'; readonly reason: CaptchaFailure }
  | {
      readonly kind: 'unavailable'
      /** A code of the service's documentation or a word of ours, never text that a service wrote. */
      readonly reason: string
    }

/** Why a token proves nothing. */
export type CaptchaFailure =
  /** It is not a token of this service. */
  | 'invalid'
  /** It is too old, or was used before. */
  | 'spent'
  /** It was made on a page that is not ours. */
  | 'other_host'
  /** It was made for something else. */
  | 'other_action'
  /** More likely a machine than a person. */
  | 'low_score'
  /** The service refused it, and did not say why. */
  | 'no_reason'

/** A service that tells people from machines. One file each under `captchas/`. */
export interface Captcha {
  /** Which kind it is, for example `turnstile`. */
  readonly id: string
  /** Its secret is one that is published for trying out: it lets everybody through. Refused in production. */
  readonly isForTrial?: boolean
  /** Asks the service. Anything thrown counts as `unavailable`. */
  verify(check: CaptchaCheck): Promise<CaptchaOutcome>
}

/** What a captcha is made from. */
export interface CaptchaParts<Settings> {
  /** Checked by the kind's own schema. */
  readonly settings: Settings
  readonly secret: Secret
  /** Hosts of the pages on which it may be done, in lower case. */
  readonly hosts: readonly string[]
}

/** A captcha that can be configured: everything that composition needs to know about it. */
export interface CaptchaKind<Settings = unknown> {
  readonly id: string
  /** Checks and describes its part of the configuration file. */
  readonly settingsSchema: z.ZodType<Settings, Settings>
  /** Published secrets for trying it out, which anybody's tokens pass. */
  readonly testSecrets: readonly string[]
  /** Longest action that its widgets take, if they mind. */
  readonly actionCharactersAtMost?: number
  create(parts: CaptchaParts<Settings>): Captcha
}
