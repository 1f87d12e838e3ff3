import type { AuditDraft } from './audit.ts'
import type { ChannelName } from './provider.ts'

/** What a switch stops. `all` has no target; the others name a channel, an integration, a country or a purpose. */
export const switchScopes = ['all', 'channel', 'integration', 'country', 'purpose'] as const

/** One of {@link switchScopes}. */
export type SwitchScope = (typeof switchScopes)[number]

/**
 * Something that stops sending for as long as it is there. Any one that applies stops: taking one away
 * leaves the others as they are.
 */
export interface Switch {
  readonly id: string
  readonly scope: SwitchScope
  /** Null for `all`. */
  readonly target: string | null
  readonly reason: string
  /** Who did it: `admin:NAME` or `cli`. */
  readonly author: string
  readonly createdAtMs: number
  /** From then on it stops nothing. Null if it stays until somebody takes it away. */
  readonly endsAtMs: number | null
}

/** Verbs for switches. */
export interface SwitchStore {
  /** Stops sending. Durable, and seen by every later decision on every instance, when it resolves. */
  off(request: {
    readonly scope: SwitchScope
    readonly target: string | null
    readonly reason: string
    readonly author: string
    /** Ends by itself after this long. */
    readonly forMs?: number | undefined
    readonly audit: AuditDraft
  }): Promise<Switch>
  /** Takes a switch away. False if there is none of that id: then nothing is audited either. */
  on(request: { readonly id: string; readonly audit: AuditDraft }): Promise<boolean>
  /** Those that stop something now, newest first. */
  list(): Promise<readonly Switch[]>
  /** Whether nothing can go by any way of the route now. */
  isOff(route: SendingRoute): Promise<boolean>
}

/** An integration's own row: the one authoritative switch of that provider. */
export interface IntegrationRow {
  /** For example `arkesel`. */
  readonly id: string
  readonly otpEnabled: boolean
  /** Settings that replace those of the configuration file, checked by the integration's schema. JSON text. */
  readonly settings: string
  readonly updatedAtMs: number
}

/** Verbs for integrations. */
export interface IntegrationStore {
  /** Makes sure that each has a row; new ones are enabled, with no settings of their own (`{}`). */
  ensure(ids: readonly string[]): Promise<void>
  list(): Promise<readonly IntegrationRow[]>
  /** Changes what is given. None if there is no such row. */
  change(request: {
    readonly id: string
    readonly otpEnabled?: boolean | undefined
    readonly settings?: string | undefined
    readonly audit: AuditDraft
  }): Promise<IntegrationRow | undefined>
}

/** Ways on which a message could go, for the store to say which of them are open. */
export interface SendingRoute {
  readonly purpose: string
  /** ISO 3166-1 alpha-2, of a phone. */
  readonly country?: string | undefined
  readonly channels: readonly {
    readonly channel: ChannelName
    /** In order of preference. */
    readonly integrations: readonly string[]
  }[]
}
