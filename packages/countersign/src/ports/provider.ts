import type { Secret } from './secret.ts'

/** A kind of address and the way to it. */
export type ChannelName = 'sms' | 'email' | 'whatsapp'

/** One message, ready to hand to a provider. */
export interface OutgoingMessage {
  readonly channel: ChannelName
  /** Phone in E.164, or email address, exactly as the provider must see it. */
  readonly to: Secret
  /** Name of the purpose the code was asked for. */
  readonly purpose: string
  /** Email only. Never contains the code. */
  readonly subject?: string
  readonly text: Secret
  /** The code inside `text`, for providers that want template variables instead of a text. */
  readonly code: Secret
}

/**
 * What became of one hand-over.
 *
 * `accepted`: the provider has the message. `unknown`: the request left and no readable answer came,
 * so the message may arrive. Every other class is a definite failure: nothing was sent.
 */
export type DeliveryOutcome =
  | { readonly kind: 'accepted'; readonly messageId?: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: DefiniteFailure }

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
   * Hands one message over. Expected failures are outcomes; anything thrown counts as `unknown`,
   * because the request may have left.
   */
  send(
    message: OutgoingMessage,
    options: { readonly signal: AbortSignal },
  ): Promise<DeliveryOutcome>
}
