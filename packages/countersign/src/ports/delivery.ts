import type { AuditDraft } from './audit.ts'
import type { ChannelName } from './provider.ts'

/**
 * How far a message has come, in the order in which states replace one another: a delivery only ever
 * moves towards the end of this list, so reports may arrive in any order and more than once.
 *
 * `handing_over`: the provider is about to be called, or its answer was never written down.
 * `unknown`: nobody knows whether the provider has it. `accepted`: the provider has it. `sent`: it left
 * the provider. `failed`: it did not arrive. `delivered`: it did. `bounced`: the address takes no mail.
 * `complained`: the person called it spam.
 */
export const deliveryStates = [
  'handing_over',
  'unknown',
  'accepted',
  'sent',
  'failed',
  'delivered',
  'bounced',
  'complained',
] as const

/** One of {@link deliveryStates}. */
export type DeliveryState = (typeof deliveryStates)[number]

/** Why nothing more is sent to a recipient on a channel until somebody clears it. */
export type SuppressionReason = 'bounced' | 'complained' | 'opted_out'

/** What a provider says of a message later. */
export interface DeliveryReport {
  /** Our own name for the delivery, if the provider gives it back: {@link OutgoingMessage.callbackRef}. */
  readonly callbackRef?: string | undefined
  /** The provider's name for the message. */
  readonly messageId?: string | undefined
  readonly state: Exclude<DeliveryState, 'handing_over' | 'unknown'>
  /** A code of the provider's documentation or a word of ours. Never text that a provider wrote. */
  readonly reason?: string | undefined
  /** Set if nothing more may be sent there on this channel. */
  readonly suppresses?: SuppressionReason | undefined
}

/** A delivery before its provider is called. */
export interface NewDelivery {
  readonly channel: ChannelName
  readonly integration: string
  /** ISO 3166-1 alpha-2, of a phone. */
  readonly country?: string | undefined
}

/** What became of one delivery of a send, told together with the send's own outcome. */
export interface SettledDelivery {
  /** From `open` or {@link DeliveryStore.begin}. */
  readonly ref: string
  readonly state: 'unknown' | 'accepted' | 'failed'
  readonly messageId?: string | undefined
  readonly reason?: string | undefined
  readonly suppresses?: SuppressionReason | undefined
}

/** A delivery as it is kept. */
export interface Delivery {
  readonly ref: string
  readonly purpose: string
  readonly maskedRecipient: string
  readonly channel: ChannelName
  readonly integration: string
  readonly country: string | null
  /** How often the provider was called, or was about to be. */
  readonly calls: number
  readonly state: DeliveryState
  readonly reason: string | null
  readonly messageId: string | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** Which deliveries to list. */
export interface DeliveryFilter {
  /** At most so many, newest first. */
  readonly rowsAtMost: number
  /** Only older ones than this: the `ref` of the last one of the page before. */
  readonly before?: string | undefined
  /** Keyed hashes of one recipient, under every key of the ring. */
  readonly recipientHashes?: readonly Uint8Array[] | undefined
  readonly integration?: string | undefined
  readonly state?: DeliveryState | undefined
}

/** Verbs for deliveries beside `open` and `settle`. */
export interface DeliveryStore {
  /**
   * Writes down that another integration is about to be called for an open send. None if its code has
   * expired, was used or was replaced meanwhile, or sending by it was switched off: then nothing is
   * written, and nothing may be sent.
   */
  begin(request: {
    /** `ref` of the send's first delivery: purpose and recipient are taken from there. */
    readonly beside: string
    readonly delivery: NewDelivery
    readonly audit: AuditDraft
  }): Promise<string | undefined>
  /**
   * Writes down that the provider of a delivery is about to be called again; never fewer calls than
   * there are. False like `begin`: then nothing may be sent.
   */
  again(request: { readonly ref: string; readonly audit: AuditDraft }): Promise<boolean>
  /**
   * Moves a delivery forward and suppresses its recipient if the report says so, in one commit. False
   * if there is no such delivery of that integration or it has come as far already: then nothing happens.
   */
  report(request: {
    readonly integration: string
    readonly report: DeliveryReport
    /** Written with the new state. */
    readonly audit: AuditDraft
  }): Promise<boolean>
  list(filter: DeliveryFilter): Promise<readonly Delivery[]>
}

/** A recipient that nothing is sent to on a channel. */
export interface Suppression {
  readonly maskedRecipient: string
  readonly channel: ChannelName
  readonly reason: SuppressionReason
  readonly sinceMs: number
}

/** Verbs for suppressed recipients. */
export interface SuppressionStore {
  /** Newest first. */
  list(request: { readonly rowsAtMost: number }): Promise<readonly Suppression[]>
  /** Allows sending again; on all channels if none is named. Says how many were cleared. */
  clear(request: {
    readonly recipientHashes: readonly Uint8Array[]
    readonly channel?: ChannelName | undefined
    /** Written if any was cleared. */
    readonly audit: AuditDraft
  }): Promise<number>
}
