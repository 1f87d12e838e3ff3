import type { PurposeOptions } from '../config/purpose-schema.ts'
import type { EngineOptions } from '../engine/engine.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import type { Sender } from '../engine/message/render.ts'
import type { HttpOptions } from '../http/app.ts'
import type { Store } from '../ports/store.ts'

/** What the engine takes as it is. */
type Given = Pick<
  EngineOptions,
  | 'clock'
  | 'random'
  | 'failureBudget'
  | 'testRecipients'
  | 'countries'
  | 'phonePrefixes'
  | 'emailDomains'
  | 'captcha'
  | 'captchaTimeoutMs'
  | 'deliveryTimeoutMs'
  | 'patience'
  | 'sessions'
  | 'hooks'
  | 'log'
  | 'telemetry'
>

/** Options of {@link createCountersign}. In development every one of them may be left out. */
export interface CountersignOptions
  extends Given,
    Pick<HttpOptions, 'callbacks' | 'origins' | 'defaultCountry' | 'hostUser'> {
  /** Where codes are kept. In memory if left out, which is for development. */
  readonly store?: Store
  /** The keys of the deployment. */
  readonly keyRing?: KeyRing
  /** Folder with `keyring.json`, instead of `keyRing`. New keys at each start if both are left out, which is for development. */
  readonly secretsDir?: string
  /** Your name, as it stands in messages. */
  readonly brand?: string
  /** Address under which people reach the app, with the path that Countersign is mounted under. */
  readonly publicUrl?: string | URL
  /** Language for requests that name none. English if left out. */
  readonly defaultLocale?: Sender['defaultLocale']
  /** Texts that take the place of the built-in ones. */
  readonly texts?: Sender['texts']
  /** Purposes by name, changed or added. The built-in ones are there without. */
  readonly purposes?: Readonly<Record<string, PurposeOptions>>
  /** Built-in purposes that your app has no use for: nobody is sent a code for them. */
  readonly withoutPurposes?: readonly string[]
  /** Policies by name for purposes to extend. */
  readonly templates?: Readonly<Record<string, PurposeOptions>>
  /** The providers of each channel, the preferred one first. The outbox at `/dev/outbox` if left out, which is for development. */
  readonly channels?: EngineOptions['channels']
  /** Whole addresses that people may be sent on to after a magic link. Nowhere if left out. */
  readonly redirects?: readonly string[]
  /** Networks of your own proxies, in CIDR form. Only their `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  /** Whether `/api/admin` and the console are served. They are not if left out. */
  readonly admin?: boolean
  /** Without it, test recipients are refused in production. */
  readonly allowTestRecipientsInProduction?: boolean
  /** Whether gaps are refused instead of filled. Whether `NODE_ENV` is `production` if left out. */
  readonly isProduction?: boolean
  /**
   * Who does the chores (cleaning up, sealing the audit log): `timers` of this process, or you, who call
   * `chores` every minute, where nothing runs between requests. `timers` if left out.
   */
  readonly runChores?: 'timers' | 'by_hand'
}
