import { createAuditor } from '../engine/audit/auditor.ts'
import type { Engine } from '../engine/engine.ts'
import type { KeyRing } from '../engine/key-ring.ts'
import { CountersignError } from '../ports/error.ts'
import { type Log, silentLog } from '../ports/log.ts'
import { systemRandom } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import { type AdminOptions, createAdminParts } from './admin/admin-parts.ts'
import type { AddressOf } from './admin/read-admin.ts'
import { type Answer, problem, toResponse } from './answer.ts'
import type { Callback } from './callback.ts'
import { createReadCaller } from './caller.ts'
import { createClientAddress } from './client-address.ts'
import { crossOriginHeaders, preflightAnswer } from './cross-origin.ts'
import type { ReadHostUser } from './host-user.ts'
import { createObserveRequest } from './observe-request.ts'
import type { Development } from './parts.ts'
import { type ApiRequest, fromFetch } from './request.ts'
import { problemOf, type Route } from './route.ts'
import { createRouter, type Found } from './router.ts'
import { allRoutes } from './routes.ts'
import { inShapeOf } from './session/failure.ts'
import { createReadSession, type ReadSession } from './session/read-session.ts'
import { siteAt } from './site.ts'

/** Options of {@link createHttp}. */
export interface HttpOptions {
  readonly engine: Engine
  readonly store: Store
  readonly keyRing: KeyRing
  readonly brand: string
  /** Address under which people reach us. Adds magic links, as the engine makes them, and decides what cookies are called; https if left out. */
  readonly publicUrl?: URL | undefined
  /** Origins of your own pages beside that one: their scripts may ask here, with cookies. */
  readonly origins?: readonly string[] | undefined
  /** Language of pages that no message leads to, BCP 47. English if left out. */
  readonly defaultLocale?: string | undefined
  /** Country in which the sign-in API reads a phone without a country code. {@link defaultPhoneCountry} if left out. */
  readonly defaultCountry?: string | undefined
  /** Says who is signed in to the host. Only sessions of ours and API keys count if left out. */
  readonly hostUser?: ReadHostUser | undefined
  /** Networks, in CIDR form, whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  /** Shows sent messages, codes included. Leave it out in production. */
  readonly development?: Development | undefined
  /** Providers that report delivery states. */
  readonly callbacks?: readonly Callback[]
  /** Adds `/api/admin` and the console. There is none of both if left out. */
  readonly admin?: AdminOptions | undefined
  /** Whether `/` leads to the reference. It does if left out; an app that we are inside of has a `/` of its own. */
  readonly hasHome?: boolean
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

/** A route that is served. */
export type ServedRoute = Pick<Route, 'method' | 'path' | 'summary' | 'codeFor'>

/** The API as a function. */
export interface Http {
  /** Everything that is served, to be reported on. */
  readonly routes: readonly ServedRoute[]
  /** Finds out who is signed in, for routes of a host. */
  readonly readSession: ReadSession
  /** Whether there is anything under this path, whatever the method. */
  serves(path: string): boolean
  fetch(request: Request, connection?: Connection): Promise<Response>
  /** The same without the objects of the Fetch standard, for adapters. Never rejects. */
  answer(request: ApiRequest, connection?: Connection): Promise<Answer>
}

/** The sign-in API was asked for with ten digits and +91 in front of them (requirement C7). */
const defaultPhoneCountry = 'IN'

/** Where nobody says so, people are taken to come over https: that refuses more. */
const defaultPublicUrl = new URL('https://localhost')

/**
 * The API as one function from `Request` to `Response`, for any server that can call it.
 *
 * @example
 * const http = createHttp({ engine, store, keyRing, brand: 'Acme' })
 * const response = await http.fetch(new Request('https://otp.acme.example/healthz'))
 */
export const createHttp = (options: HttpOptions): Http => {
  const { engine, store, keyRing, brand, development, log = silentLog } = options
  const { callbacks = [], hostUser, defaultCountry = defaultPhoneCountry } = options
  const auditor = createAuditor(keyRing, systemRandom)
  const clientAddress = createClientAddress(options.trustedProxies ?? [])
  const { publicUrl = defaultPublicUrl, origins = [] } = options
  const pages = { site: siteAt(publicUrl), origins }
  const readSession = createReadSession({ sessions: engine.sessions, pages })
  const readCaller = createReadCaller({ store, keyRing, clientAddress, readSession, hostUser })
  const addressOf: AddressOf = ({ request, peer }) =>
    clientAddress({ peer, forwardedFor: request.headers.get('x-forwarded-for') })
  const admin = options.admin && createAdminParts(options.admin, { store, keyRing, addressOf })
  const routes = allRoutes({
    ...{ engine, store, readCaller, brand, development },
    ...{ callbacks, admin, auditor, log },
    hasHome: options.hasHome ?? true,
    ...{ pages, readSession, clientAddress, defaultCountry },
    defaultLocale: options.defaultLocale,
  })
  const find = createRouter(routes)
  const observe = createObserveRequest({ log, telemetry: options.telemetry })

  const answer: Http['answer'] = (request, connection = {}) => {
    const found = find(request.path)
    return observe({ request, route: found?.place.path }, async (requestId) => {
      const crossOrigin = crossOriginHeaders(request, pages)
      let answered = found && preflightAnswer(request, found.place, crossOrigin)
      try {
        answered ??= await dispatch({ found, request, connection, engine })
      } catch (error) {
        answered = answerError(error, log)
      }
      const { status, headers, body } = inShapeOf(request.path, answered)
      return { status, headers: { ...headers, ...crossOrigin, 'x-request-id': requestId }, body }
    })
  }
  return {
    routes,
    readSession,
    serves: (path) => find(path) !== undefined,
    answer,
    fetch: async (request, connection) =>
      toResponse(await answer(fromFetch(request), connection), request.method),
  }
}

interface Dispatched {
  readonly found: Found | undefined
  readonly request: ApiRequest
  readonly connection: Connection
  readonly engine: Pick<Engine, 'settled'>
}

const dispatch = ({
  found,
  request,
  connection: { peer },
  engine,
}: Dispatched): Promise<Answer> | Answer => {
  if (request.refusal !== undefined) return request.refusal
  if (found === undefined) return problem('not_found')
  const { place, parameters } = found
  const route = place.routes.get(request.method === 'HEAD' ? 'GET' : request.method)
  if (route === undefined) return problem('method_not_allowed', { headers: { allow: place.allow } })
  const handle = () => route.handle({ request, parameters, peer })
  return route.isAfterOutcomes === true ? engine.settled().then(handle) : handle()
}

/** Operators read what happened; the person reads the title of the code, nothing else. */
const answerError = (error: unknown, log: Log): Answer => {
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
