import type { ChannelName, Provider } from '../../ports/provider.ts'

/** What a service behind a provider can be made to do wrong. */
export type ServiceTrouble =
  /** Refuses messages for good, and repeats `said` in its error. */
  | { readonly kind: 'refusal'; readonly said: string }
  /** Takes messages and never answers. */
  | { readonly kind: 'silence' }
  /** Takes messages and resets the connection. */
  | { readonly kind: 'reset' }
  /** Takes messages, and answers so that nobody can tell. */
  | { readonly kind: 'unreadable' }
  /** Is gone: nobody listens where it was. */
  | { readonly kind: 'gone' }

/** A message that arrived. */
export interface Arrived {
  /** As the service was told; a leading plus may be missing. */
  readonly to: string
  /** Everything that the recipient sees. */
  readonly content: string
}

/** A provider under test, and the service behind it. */
export interface ProviderUnderTest {
  readonly provider: Provider
  /** Every message that arrived, oldest first. */
  arrived(): readonly Arrived[]
  /** What stands behind it; a provider that calls nobody has nothing. */
  readonly service?: ServiceUnderTest
  close(): Promise<void>
}

/** What the contract must be able to see and do at a service. */
export interface ServiceUnderTest {
  /** The secrets that the provider was given. */
  readonly secrets: readonly string[]
  /** Paths with queries of all requests, if it is asked over HTTP. */
  paths(): readonly string[]
  /** How many connections are open. */
  connections(): number
  breakWith(trouble: ServiceTrouble): Promise<void>
}

/** Makes a provider, with a service behind it that nobody else uses. */
export type CreateProviderUnderTest = () => Promise<ProviderUnderTest>

/** A guarantee, given a provider. */
export type ProviderGuarantee = readonly [
  title: string,
  check: (under: ProviderUnderTest) => Promise<void>,
]

/** A guarantee about the service behind a provider. */
export type ServiceGuarantee = readonly [
  title: string,
  check: (under: ProviderUnderTest, service: ServiceUnderTest) => Promise<void>,
]

/** A recipient that suits a channel, another for each `n`. */
export const recipientOn = (channel: ChannelName, n = 0): string =>
  channel === 'email'
    ? `ama.marker+${n}@example.com`
    : `+23324412${String(3000 + n).padStart(4, '0')}`
