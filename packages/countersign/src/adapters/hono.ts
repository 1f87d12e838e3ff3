/**
 * Countersign in a Hono app.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { problem, toResponse } from '../http/answer.ts'
import { fromFetch } from '../http/request.ts'
import type { SignedIn } from '../http/session/read-session.ts'
import { createGate, type GateOptions, type GateParts, type Proof } from './gate.ts'
import { signedInByFetch } from './signed-in-by-fetch.ts'

export type { SignedIn } from '../http/session/read-session.ts'
export type { GateOptions, GateParts, Proof } from './gate.ts'

/** What gates put into the context. */
export interface GateVariables {
  /** What was proven to pass. Nothing while codes are switched off. */
  proof: Proof | undefined
}

/** What `requireAuth` puts into the context. */
export interface AuthVariables {
  signedIn: SignedIn
}

/** What `optionalAuth` puts into the context. */
export interface OptionalAuthVariables {
  signedIn: SignedIn | undefined
}

/** What is put in front of routes. */
export interface HonoGates {
  /**
   * Lets a request pass with a proof of this purpose, which is `context.get('proof')` behind it.
   *
   * @throws CountersignError `invalid_configuration` for a purpose that does not exist or opens no gate
   */
  requireProof(
    purpose: string,
    options?: GateOptions<Context>,
  ): MiddlewareHandler<{ Variables: GateVariables }>
  /** Lets a request pass that is signed in. */
  readonly requireAuth: MiddlewareHandler<{ Variables: AuthVariables }>
  /** Finds out who is signed in, and lets everybody pass. */
  readonly optionalAuth: MiddlewareHandler<{ Variables: OptionalAuthVariables }>
}

/** Keyed by the context itself: its variables may be anybody's. */
const sessions = new WeakMap<object, SignedIn>()

/** Makes gates for Hono. */
export const createHonoGates = (parts: GateParts): HonoGates => ({
  requireProof: (purpose, options = {}) => {
    const gate = createGate(parts, purpose, options)
    return async (context, next) => {
      const passage = await gate({
        request: context,
        api: fromFetch(context.req.raw),
        signedIn: sessions.get(context),
        routeName: routePath(context),
      })
      if (passage.kind === 'stopped') return toResponse(passage.answer, context.req.method)
      context.set('proof', passage.proof)
      return await next()
    }
  },
  requireAuth: async (context, next) => {
    const found = await signedInByFetch(parts, context.req.raw)
    if (found instanceof Response) return found
    if (found === undefined) return toResponse(problem('sign_in_required'), context.req.method)
    sessions.set(context, found)
    context.set('signedIn', found)
    return await next()
  },
  optionalAuth: async (context, next) => {
    const found = await signedInByFetch(parts, context.req.raw)
    if (found instanceof Response) return found
    if (found !== undefined) sessions.set(context, found)
    context.set('signedIn', found)
    return await next()
  },
})
