import { createExpressGates, type ExpressGates } from '../adapters/express/gates.ts'
import type { ExpressMiddleware } from '../adapters/express/request.ts'
import { createExpressRoutes } from '../adapters/express/routes.ts'
import type { GateParts } from '../adapters/gate.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type { Policies } from '../engine/policy.ts'
import { createHttp, type Http } from '../http/app.ts'
import { silentLog } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import { silentTelemetry } from '../ports/telemetry.ts'
import { observeStore } from '../telemetry/observe-store.ts'
import { createChores } from './chores.ts'
import { complete } from './complete.ts'
import type { CountersignOptions } from './options.ts'

/** Countersign inside of an app. */
export interface Countersign extends GateParts, ExpressGates {
  readonly engine: Engine
  readonly store: Store
  readonly policies: Policies
  readonly http: Http
  /** Everything that is served, as one function of the Fetch standard. */
  readonly fetch: Http['fetch']
  /** Everything that is served, as middleware for Express. */
  express(): ExpressMiddleware
  /** One round of cleaning up and sealing, for where nothing runs between requests. */
  chores(): Promise<void>
  /** Ends the chores, waits for what is under way, and closes the store. */
  close(): Promise<void>
}

/**
 * Puts everything together for use inside of an app.
 *
 * @example
 * const countersign = createCountersign()
 * app.use(countersign.express())
 * app.post('/transfer', countersign.requireProof('step_up'), transfer)
 *
 * @throws CountersignError `invalid_configuration` with a line for each thing that is wrong
 */
export const createCountersign = (options: CountersignOptions = {}): Countersign => {
  const completed = complete(options)
  const { keyRing, policies, channels, sender, publicUrl, outbox } = completed
  const { log = silentLog, telemetry = silentTelemetry, clock } = options
  const store = observeStore(completed.store, telemetry)
  const engine = createEngine({
    ...options,
    ...{ store, keyRing, policies, channels, sender },
    links: { publicUrl, redirects: options.redirects },
  })
  const http = createHttp({
    ...{ engine, store, keyRing, log, telemetry, publicUrl, brand: sender.brand },
    origins: options.origins,
    defaultLocale: options.defaultLocale,
    hasHome: false,
    trustedProxies: options.trustedProxies ?? [],
    callbacks: options.callbacks ?? [],
    development: outbox && { outbox, host: sender.host },
    admin: options.admin === true ? { publicUrl, policies, channels, sender } : undefined,
  })
  const integrations = [...new Set(Object.values(channels).flat())].map(({ id }) => id)
  const chores = createChores({ store, keyRing, log, telemetry, clock, integrations })
  if (options.runChores !== 'by_hand') chores.start()
  const gateParts: GateParts = { engine, policies, log, readSession: http.readSession }
  return {
    ...{ ...gateParts, engine, policies, store, http, fetch: http.fetch },
    ...createExpressGates(gateParts),
    express: () => createExpressRoutes(http, log),
    chores: chores.round,
    close: async () => {
      await engine.idle()
      await chores.stop()
      await store.close()
    },
  }
}
