import { systemClock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { StoreOptions } from '../store-options.ts'
import { createMemoryAccounts } from './accounts.ts'
import { createMemoryAdmins } from './admins.ts'
import { createMemoryApiKeys } from './api-keys.ts'
import { createMemoryAudit } from './audit.ts'
import { createMemoryDeliveries } from './deliveries.ts'
import { repetition } from './idempotency.ts'
import { createMemoryIntegrations } from './integrations.ts'
import { createMemoryLimits } from './limits.ts'
import { createMemoryProofs } from './proofs.ts'
import { createMemoryRecipients } from './recipients.ts'
import { rekey } from './rekey.ts'
import { createMemorySessions } from './sessions.ts'
import { createMemorySuppressions } from './suppressions.ts'
import { sweep } from './sweep.ts'
import { createMemorySwitches } from './switches.ts'
import { createMemoryUsers } from './users.ts'
import { attempt, type MemoryState, open, settle } from './verbs.ts'

const made = new WeakSet<Store>()

/** Whether it is a store in memory, which production must not have. */
export const isMemoryStore = (store: Store): boolean => made.has(store)

/**
 * A store in this process's memory, for development and tests: everything is gone when it ends.
 *
 * Each verb runs to its end without giving way, so it is atomic by itself.
 *
 * @example
 * const store = createMemoryStore()
 */
export const createMemoryStore = ({ clock = systemClock }: StoreOptions = {}): Store => {
  let deliveryCount = 0
  const audit = createMemoryAudit(clock)
  const integrations = createMemoryIntegrations(audit, clock)
  const switches = createMemorySwitches(integrations.rows, audit, clock)
  const accounts = createMemoryAccounts()
  const state: MemoryState = {
    ...accounts,
    audit,
    openWays: switches.openWays,
    challenges: new Map(),
    limits: createMemoryLimits(),
    failures: new Map(),
    requests: new Map(),
    deliveries: new Map(),
    suppressions: new Map(),
    nextDeliveryId: () => {
      deliveryCount += 1
      return deliveryCount
    },
  }
  const admins = createMemoryAdmins(audit, clock)
  const operators = [switches.kept, admins.links, admins.sessions]
  const store: Store = {
    open: async (request) => open(state, request, clock.now()),
    recall: async (key) => repetition(state.requests, key, clock.now()),
    settle: async (request) => settle(state, request, clock.now()),
    attempt: async (request) => attempt(state, request, clock.now()),
    proofs: createMemoryProofs(accounts, audit, clock),
    sessions: createMemorySessions(accounts, audit, clock),
    users: createMemoryUsers(accounts, audit, clock),
    rekey: async (request) => rekey(state, request),
    sweep: async () => sweep(state, operators, clock.now()),
    deliveries: createMemoryDeliveries(state, () => clock.now()),
    suppressions: createMemorySuppressions(state.suppressions, audit, clock),
    switches,
    integrations,
    admins,
    recipients: createMemoryRecipients(state, audit, clock),
    audit,
    apiKeys: createMemoryApiKeys(audit, clock),
    ready: async () => undefined,
    close: async () => undefined,
  }
  made.add(store)
  return store
}
