import type { Auditor } from '../engine/audit/auditor.ts'
import type { Engine } from '../engine/engine.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import type { Operator } from '../engine/operator/operator.ts'
import type { Policies } from '../engine/policy.ts'
import type { Recipient } from '../engine/recipient.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { ChannelName, DeliveryOutcome } from '../ports/provider.ts'
import type { RandomSource } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'
import type { SwitchScope } from '../ports/switch.ts'
import type { Throttle } from './admin/throttle.ts'
import type { Callback } from './callback.ts'
import type { ReadCaller } from './caller.ts'

/** What exists only in development: it shows codes. */
export interface Development {
  readonly outbox: Outbox
  /** Host of the public URL: codes are shown under this name too. */
  readonly host?: string
}

/** What the routes share. */
export interface HttpParts {
  readonly engine: Engine
  readonly store: Store
  readonly readCaller: ReadCaller
  readonly brand: string
  readonly development: Development | undefined
  /** Providers that report delivery states. */
  readonly callbacks: readonly Callback[]
  readonly auditor: Auditor
  readonly log: Log
}

/** An integration as administrators may change it. */
export interface AdminIntegration {
  readonly channels: readonly ChannelName[]
  /** What is wrong with settings that would replace those of the configuration; nothing if they are good. */
  checkSettings(
    settings: Readonly<Record<string, unknown>>,
  ): readonly { readonly path: string; readonly message: string }[]
  /** Sends one message with a code that opens nothing. None if it does not reach such an address. */
  sendTest(recipient: Recipient, actor: string): Promise<DeliveryOutcome | undefined>
}

/** What the admin routes share. */
export interface AdminParts {
  readonly store: Store
  readonly operator: Operator
  readonly keyRing: KeyRing
  readonly policies: Policies
  readonly auditor: Auditor
  readonly random: RandomSource
  readonly clock: Clock
  readonly throttle: Throttle
  /** Whether people reach us by https: decides what cookies are called. */
  readonly isHttps: boolean
  /** By id. */
  readonly integrations: ReadonlyMap<string, AdminIntegration>
  /** What a switch of that scope may name; undefined if anything. */
  knownTargets(scope: SwitchScope): readonly string[] | undefined
  /** Whether a purpose needs a code right now. */
  purposeState(purpose: string): Promise<'required' | 'skipped' | 'refused'>
}
