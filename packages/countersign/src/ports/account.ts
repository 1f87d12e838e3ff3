import type { DefiniteFailure, OutcomeReason } from './provider.ts'

/**
 * What a service says of the account, without a message being sent.
 *
 * `ok`: it knows us. `problem`: it would not take a message now, or nobody knows.
 */
export type AccountCheck =
  | {
      readonly kind: 'ok'
      /** What is left to send with, if the service tells: numbers and units only, never its own text. */
      readonly balance?: string
    }
  | {
      readonly kind: 'problem'
      readonly because: DefiniteFailure | 'unknown'
      readonly reason?: OutcomeReason
    }

/** How a provider is set up, as it may be shown to anybody: there is no secret in it. */
export interface ProviderSetup {
  /** Which of the vendor's products is used. */
  readonly product: string
  /** Where it is asked. */
  readonly endpoint: string
  /** Where the vendor itself is asked. None if it is a server of your own. */
  readonly vendorEndpoint?: string
  /** Whether the vendor only pretends to deliver. None if it has no such mode. */
  readonly isSandbox?: boolean
  /** Set if messages may travel over a network unencrypted. */
  readonly isInTheClear?: boolean
  /** What names the sender and the texts, by the name of the setting. */
  readonly identity: Readonly<Record<string, string>>
}
