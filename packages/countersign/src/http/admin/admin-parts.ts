import { setTimeout as pauseFor } from 'node:timers/promises'
import { type Auditor, createAuditor } from '../../engine/audit/auditor.ts'
import type { Channels } from '../../engine/delivery/deliver.ts'
import type { Reconfigure } from '../../engine/delivery/reconfigured.ts'
import type { KeyRing } from '../../engine/key-ring.ts'
import type { Sender } from '../../engine/message/render.ts'
import { createOperator, type Operator } from '../../engine/operator/operator.ts'
import type { Policies } from '../../engine/policy.ts'
import { startWithinMs } from '../../engine/start-within.ts'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { type RandomSource, systemRandom } from '../../ports/random.ts'
import type { Store } from '../../ports/store.ts'
import { type Site, siteAt } from '../site.ts'
import {
  type CheckSettings,
  createIntegrations,
  type FixedSettings,
  type Integrations,
} from './integrations.ts'
import { type AddressOf, createReadAdmin, type ReadAdmin } from './read-admin.ts'
import { createThrottle, type Throttle } from './throttle.ts'

/** What administration needs to know of the deployment. */
export interface AdminOptions {
  /** Address under which administrators reach us: decides what the cookie is called. */
  readonly publicUrl: URL
  readonly policies: Policies
  readonly channels: Channels
  readonly sender: Sender
  /** Checks settings of an integration. None can be changed if left out. */
  readonly checkSettings?: CheckSettings
  /** Which settings the configuration file alone decides. They are neither kept nor shown. */
  readonly fixedSettings?: FixedSettings
  /** Makes providers with settings that administrators changed. */
  readonly reconfigure?: Reconfigure
  /** Sessions and throttling are timed by it. */
  readonly clock?: Clock
  readonly random?: RandomSource
  /** Waits that many milliseconds. A timer if left out. */
  readonly pause?: (ms: number) => Promise<void>
}

/** What the admin routes share. */
export interface AdminParts {
  readonly store: Store
  readonly keyRing: KeyRing
  readonly policies: Policies
  readonly channels: Channels
  readonly sender: Sender
  readonly clock: Clock
  readonly random: RandomSource
  readonly auditor: Auditor
  readonly operator: Operator
  readonly integrations: Integrations
  readonly site: Site
  readonly throttle: Throttle
  readonly addressOf: AddressOf
  readonly readAdmin: ReadAdmin
  /** Resolves when no call of a provider that was decided on before can still start, anywhere. */
  untilNoneStarts(): Promise<void>
}

/** Puts together what the admin routes share. */
export const createAdminParts = (
  options: AdminOptions,
  given: Pick<AdminParts, 'store' | 'keyRing' | 'addressOf'>,
): AdminParts => {
  const { publicUrl, policies, channels, sender } = options
  const { clock = systemClock, random = systemRandom } = options
  const pause = options.pause ?? (async (ms: number) => pauseFor(ms))
  const auditor = createAuditor(given.keyRing, random)
  const reading = { ...given, clock, site: siteAt(publicUrl), throttle: createThrottle(clock) }
  return {
    ...{ ...reading, policies, channels, sender, random, auditor },
    operator: createOperator({ ...given, policies, auditor }),
    integrations: createIntegrations(given.store.integrations, options),
    readAdmin: createReadAdmin(reading),
    untilNoneStarts: () => pause(startWithinMs),
  }
}
