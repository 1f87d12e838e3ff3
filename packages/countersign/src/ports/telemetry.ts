import type { RedeemResult } from './proof.ts'
import type { ChannelName, DeliveryOutcome } from './provider.ts'
import type { AttemptKind } from './store.ts'
import type { SwitchScope } from './switch.ts'

/** How a call for a code ended, as operators count it. People are told less. */
export type SendResult =
  | 'sent'
  /** No provider answered in time: the message may arrive. */
  | 'unknown'
  | 'delivery_failed'
  /** Codes are switched off: nobody was asked for one. */
  | 'skipped'
  /** Codes are switched off: nobody gets on. */
  | 'disabled'
  /** Nothing was sent: the number is of a country or kind that is not served. */
  | 'out_of_reach'
  /** Nothing was sent: the recipient has a fixed code. */
  | 'test_recipient'
  /** Nothing was sent: the recipient is suppressed on this channel. */
  | 'suppressed'
  /** Nothing was sent: a hook of the host wanted that. */
  | 'silenced'
  /** The answer came first: whether a message follows is not told. */
  | 'deferred'
  /** A hook of the host refused, and the person was told. */
  | 'refused'
  /** Nothing was sent: the same request was made before. */
  | 'repeated'
  | 'reused_key'
  | 'sign_in_required'
  | 'sign_in_again'
  | 'captcha_failed'
  | 'limited'
  | 'cooling_down'
  | 'locked'
  | 'unavailable'
  /** A fault of ours. */
  | 'failed'

/** How a check of a code ended, as operators count it. People are told less. */
export type VerifyResult =
  | AttemptKind
  | 'malformed'
  /** Somebody who is signed in named another's phone or address. */
  | 'foreign'
  /** The code was right, but the phone or address is another user's. */
  | 'contact_taken'
  | 'sign_in_required'
  | 'sign_in_again'
  | 'skipped'
  | 'disabled'
  | 'limited'
  | 'unavailable'
  | 'failed'

/** How the presentation of a proof ended, as operators count it. People are told less. */
export type RedemptionResult = RedeemResult['kind'] | 'malformed' | 'unavailable' | 'failed'

/** Whether an integration is left alone because of its faults. `half_open`: one message tries it. */
export type BreakerState = 'closed' | 'half_open' | 'open'

/** What sending can look like that is abuse. */
export type AbuseKind = 'number_range' | 'address' | 'conversion' | 'wrong_codes'

/**
 * Work around the audit log that goes on in the background. `anchor` fails if exported checkpoints do not
 * fit the log.
 */
export type AuditTask = 'seal' | 'export' | 'anchor' | 'watch' | 'switches'

/** Where a code went, without saying to whom. */
export interface Destination {
  /** ISO 3166-1 alpha-2 code of a phone number; nothing for email and numbers of no country. */
  readonly country: string | undefined
  /** Id of the integration that took the message. Nothing if none did, or if nobody here knows. */
  readonly integration: string | undefined
}

/**
 * Something that happened and is worth counting. Holds no code, no token, no address and no id, and
 * every field has few values, so that each can be a label of a metric.
 */
export type TelemetryEvent =
  | (Destination & {
      readonly kind: 'send_answered'
      readonly purpose: string
      readonly channel: ChannelName
      readonly outcome: SendResult
    })
  | { readonly kind: 'verify_answered'; readonly purpose: string; readonly outcome: VerifyResult }
  | {
      readonly kind: 'redeem_answered'
      readonly purpose: string
      readonly outcome: RedemptionResult
    }
  /** Beside `verify_answered`, for a code that was right: what conversion is counted from. */
  | (Destination & { readonly kind: 'verified'; readonly purpose: string })
  | {
      readonly kind: 'limit_hit'
      readonly purpose: string
      readonly limit: string
      readonly on: 'send' | 'verify'
      /** Only watched: nobody was refused. */
      readonly isShadow: boolean
    }
  | {
      readonly kind: 'provider_called'
      readonly integration: string
      readonly channel: ChannelName
      readonly outcome: DeliveryOutcome['kind']
      readonly seconds: number
    }
  | {
      readonly kind: 'breaker_moved'
      readonly integration: string
      readonly state: BreakerState
    }
  | {
      readonly kind: 'store_asked'
      /** Name of the verb, for example `open` or `apiKeys.find`. */
      readonly verb: string
      readonly hasFailed: boolean
      readonly seconds: number
    }
  | {
      readonly kind: 'request_answered'
      readonly method: string
      /** Pattern of the route; `none` if there is no such route. */
      readonly route: string
      readonly status: number
      readonly seconds: number
    }
  /** This process added a checkpoint to the audit log. */
  | { readonly kind: 'checkpoint_sealed' }
  /** Whatever was written to the audit log until then is sealed, by whichever process. */
  | { readonly kind: 'log_sealed'; readonly atMs: number }
  | { readonly kind: 'audit_task_failed'; readonly task: AuditTask }
  | { readonly kind: 'abuse_detected'; readonly abuse: AbuseKind }
  /** All that is switched off now. */
  | {
      readonly kind: 'switches_seen'
      /** `target` is `all` for everything. */
      readonly off: readonly { readonly scope: SwitchScope; readonly target: string }[]
    }

/** Where events go. It must be quick, and nothing that it does reaches the one who is waiting. */
export interface Telemetry {
  record(event: TelemetryEvent): void
}

/** Counts nothing. */
export const silentTelemetry: Telemetry = { record: () => undefined }
