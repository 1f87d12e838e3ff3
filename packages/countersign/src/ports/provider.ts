import type { z } from 'zod'
import type { AccountCheck, ProviderSetup } from './account.ts'
import type { CallbackKind } from './callback.ts'
import type { Secret } from './secret.ts'

/** A kind of address and the way to it. */
export type ChannelName = 'sms' | 'email' | 'whatsapp'

/** One message, ready to hand to a provider. */
export interface OutgoingMessage {
  readonly channel: ChannelName
  /**
   * Names this hand-over. A retry of the same hand-over carries the same id and the same content, so
   * that a provider with idempotency keys sends it once.
   */
  readonly deliveryId: string
  /**
   * Names the delivery in the provider's reports of it: to be added to the callback address, or to
   * whatever else the provider gives back. None if there is nothing to report to.
   */
  readonly callbackRef?: string | undefined
  /** Phone in E.164, or email address, exactly as the provider must see it. */
  readonly to: Secret
  /** Name of the purpose the code was asked for. */
  readonly purpose: string
  /** Email only. Never contains the code. */
  readonly subject?: string
  readonly text: Secret
  /** Email only: the same message as HTML. */
  readonly html?: Secret
  /** The code inside `text`, for providers that want template variables instead of a text. */
  readonly code: Secret
  /** Email only: the link inside `text`, if there is one. It opens what the code opens. */
  readonly link?: Secret
  /** How long the code is good: a message that would arrive later is worthless. */
  readonly ttlSeconds: number
  /** BCP 47 tag of the language the message is written in. */
  readonly locale: string
}

/** Whatever may influence a hand-over beside the message. */
export interface SendOptions {
  /** Aborts the hand-over for good: no request of it may be under way afterwards. */
  readonly signal: AbortSignal
}

/**
 * What became of one hand-over.
 *
 * `accepted`: the provider has the message. `unknown`: the request left and no readable answer came,
 * so the message may arrive. Every other class is a definite failure: nothing was sent.
 */
export type DeliveryOutcome =
  | { readonly kind: 'accepted'; readonly messageId?: string }
  | { readonly kind: 'unknown'; readonly reason?: OutcomeReason }
  | {
      readonly kind: DefiniteFailure
      readonly reason?: OutcomeReason
      /** With `throttled`: how long the provider asks to wait. */
      readonly retryAfterMs?: number
    }

/**
 * Why, for operators: a code of the provider's documentation or a word of ours, such as `http 503` or
 * `21610`. Never text that a provider wrote, which may repeat the number and the message.
 */
export type OutcomeReason = string

/** Classes of failure after which certainly nothing was sent. */
export type DefiniteFailure =
  | 'bad_recipient'
  | 'opted_out'
  | 'policy'
  | 'config'
  | 'funds'
  | 'throttled'
  | 'transient'

/** A service that carries messages. One file each under `providers/`. */
export interface Provider {
  /** Id of the integration, for example `console`. */
  readonly id: string
  readonly channels: readonly ChannelName[]
  /**
   * Whether the same `deliveryId` twice is one message to it, so that even an unknown outcome may be
   * tried again.
   */
  readonly isIdempotent?: boolean
  /**
   * Hands one message over. Expected failures are outcomes; anything thrown counts as `unknown`,
   * because the request may have left.
   */
  send(message: OutgoingMessage, options: SendOptions): Promise<DeliveryOutcome>
  /** Asks whether the account is good, without sending anything. Left out where nobody can be asked. */
  checkAccount?(options: SendOptions): Promise<AccountCheck>
}

/** What a provider is made from. */
export interface ProviderParts<Settings> {
  /** Checked by the kind's own schema. */
  readonly settings: Settings
  /** A secret by the name of its file. Only names that the kind declares are there. */
  secret(name: string): Secret
  /** Public address that the service may report delivery states to, if there is one. */
  readonly callbackUrl: string | undefined
}

/** A provider that can be configured: everything that composition needs to know about it. */
export interface ProviderKind<Settings = unknown> {
  readonly id: string
  readonly channels: readonly ChannelName[]
  /** Checks and describes its part of the configuration file. */
  readonly settingsSchema: z.ZodType<Settings, Settings>
  /**
   * Names of the settings that decide where secrets and codes go, and how safe the way there is. They are
   * changed in the configuration file only, so that no administrator's token gets hold of a secret.
   */
  readonly endpointSettings: readonly string[]
  /** Names of its secret files. */
  readonly secretNames: readonly string[]
  /** How it reports delivery states, if it does. */
  readonly callback?: CallbackKind
  /** How it would be set up by these settings. */
  describe(settings: Settings): ProviderSetup
  create(parts: ProviderParts<Settings>): Provider
}
