import { Hono } from 'hono'
import type { Engine } from '../engine/engine.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import { CountersignError } from '../ports/error.ts'
import { type Log, silentLog } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import { problem } from './answer.ts'
import { createReadCaller } from './caller.ts'
import { createClientAddress } from './client-address.ts'
import { createObserveRequest } from './observe-request.ts'
import type { Development } from './parts.ts'
import { problemOf } from './route.ts'
import { allRoutes } from './routes.ts'

/** Options of {@link createHttp}. */
export interface HttpOptions {
  readonly engine: Engine
  readonly store: Store
  readonly keyRing: KeyRing
  readonly brand: string
  /** Networks, in CIDR form, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  /** Shows sent messages, codes included. Leave it out in production. */
  readonly development?: Development | undefined
  /** Gets a line for each request: its id, method, route, status and time. */
  readonly log?: Log
  /** Where events are counted. Nowhere if left out. */
  readonly telemetry?: Telemetry
}

/** What is known of a request beyond the request itself. */
export interface Connection {
  /** Address of the socket's other end. */
  readonly peer?: string | undefined
}

/** The API as a function. */
export interface Http {
  fetch(request: Request, connection?: Connection): Promise<Response> | Response
}

/**
 * The API as one function from `Request` to `Response`, for any server that can call it.
 *
 * @example
 * const http = createHttp({ engine, store, keyRing, brand: 'Acme' })
 * const response = await http.fetch(new Request('https://otp.acme.example/healthz'))
 */
export const createHttp = (options: HttpOptions): Http => {
  const { engine, store, keyRing, brand, development, log = silentLog } = options
  const clientAddress = createClientAddress(options.trustedProxies ?? [])
  const readCaller = createReadCaller({ store, keyRing, clientAddress })
  const routes = allRoutes({ engine, store, readCaller, brand, development })
  const app = new Hono<{ Bindings: Connection }>()
  const observe = createObserveRequest({ log, telemetry: options.telemetry })

  const respond = (
    { request, route }: { readonly request: Request; readonly route: string | undefined },
    handle: () => Promise<Response> | Response,
  ): Promise<Response> =>
    observe({ request, route }, async (requestId) => {
      const response = await answered(handle, log)
      response.headers.set('x-request-id', requestId)
      return response
    })

  for (const { method, path, handle } of routes)
    app.on(method.toUpperCase(), path, ({ req: { raw: request }, env: { peer } }) =>
      respond({ request, route: path }, () => handle({ request, peer })),
    )
  // One handler for each route: with a second one on its path, Hono would compose them every time.
  const byPath = Map.groupBy(routes, (route) => route.path)
  app.notFound(({ req }) => {
    const allowed = byPath.get(req.path)
    return respond({ request: req.raw, route: allowed && req.path }, () =>
      allowed === undefined
        ? problem('not_found')
        : problem('method_not_allowed', { headers: { allow: methods(allowed) } }),
    )
  })

  return { fetch: (request, connection = {}) => app.fetch(request, connection) }
}

const methods = (routes: readonly { readonly method: string }[]) =>
  routes.map(({ method }) => (method === 'get' ? 'GET, HEAD' : method.toUpperCase())).join(', ')

const answered = async (
  handle: () => Promise<Response> | Response,
  log: Log,
): Promise<Response> => {
  try {
    return await handle()
  } catch (error) {
    return answerError(error, log)
  }
}

/** Operators read what happened; the person reads the title of the code, nothing else. */
const answerError = (error: unknown, log: Log): Response => {
  if (!(error instanceof CountersignError)) {
    const name = error instanceof Error ? error.name : typeof error
    log.error({ error: name }, 'a request failed in a way nobody foresaw')
    return problem('internal_error')
  }
  if (error.code === 'unavailable') log.error({ cause: causeOf(error) }, error.message)
  return problemOf(error)
}

/** Name and code of what is behind; its text could repeat what was being written. */
const causeOf = ({ cause }: CountersignError): string | undefined => {
  if (!(cause instanceof Error)) return undefined
  return 'code' in cause ? `${cause.name} ${String(cause.code)}` : cause.name
}
