import type {
  AccountCheck,
  IntegrationRow,
  Provider,
  ProviderSetup,
  StoreView,
  Switch,
} from 'countersign'
import type { ExaminedConfig } from '../config/examine.ts'
import type { SecretPlace, SecretSources } from '../integrations/secrets.ts'

/** Everything that checks and reports look at. Gathering it has changed nothing. */
export interface Examined extends ExaminedConfig {
  readonly nowMs: number
  readonly sources: SecretSources
  readonly store: SeenStore
  /** What stops sending. Nothing, if the store cannot tell. */
  readonly stops: Stops
  /** Those that channels name, in the order of the channels. */
  readonly integrations: readonly ExaminedIntegration[]
}

/** The store as it was seen, or why it was not. */
export type SeenStore =
  | { readonly kind: 'seen'; readonly view: StoreView }
  | { readonly kind: 'unseen'; readonly reason: string }

/** What stops sending now. */
export interface Stops {
  readonly switches: readonly Switch[]
  readonly integrations: readonly IntegrationRow[]
}

/** An integration with all that it needs. */
export interface ExaminedIntegration {
  readonly id: string
  /** Channels that name it. */
  readonly channels: readonly string[]
  /** Its own switch, in its row of the store. */
  readonly isEnabled: boolean
  /** None for the console, or if its settings are missing or bad. */
  readonly setup: ProviderSetup | undefined
  /** What is to be said of settings in its row of the store that are not used. */
  readonly ignoredSettings: readonly string[]
  /** Where its secrets stand. Their values are not here. */
  readonly secrets: readonly { readonly name: string; readonly place: SecretPlace }[]
  readonly reports: ReportsOfDelivery
  /** None if it cannot be made. */
  readonly provider: Provider | undefined
  /** What it says itself, if it was asked. */
  readonly account: AccountCheck | undefined
}

/** Whether it tells what became of messages. */
export type ReportsOfDelivery =
  | { readonly kind: 'set_up' | 'never' }
  | { readonly kind: 'missing_secrets'; readonly names: readonly string[] }
