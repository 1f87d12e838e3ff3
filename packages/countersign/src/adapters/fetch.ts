/**
 * Gates for handlers of the Fetch standard: Next.js, Deno, Bun, edge functions.
 *
 * @module
 */
import { problem, toResponse } from '../http/answer.ts'
import { fromFetch } from '../http/request.ts'
import type { SignedIn } from '../http/session/read-session.ts'
import { createGate, type GateOptions, type GateParts, type Proof } from './gate.ts'
import { signedInByFetch } from './signed-in-by-fetch.ts'

export type { SignedIn } from '../http/session/read-session.ts'
export type { GateOptions, GateParts, Proof } from './gate.ts'

/** A handler as frameworks call it: a request, and whatever they add. */
export type FetchHandler<Rest extends readonly unknown[]> = (
  request: Request,
  ...rest: Rest
) => Response | Promise<Response>

/** A handler that is told one thing more about the request. */
export type InformedHandler<Known, Rest extends readonly unknown[]> = (
  request: Request,
  known: Known,
  ...rest: Rest
) => Response | Promise<Response>

/** What is put around handlers. */
export interface FetchGates {
  /**
   * Lets a request pass with a proof of this purpose. The handler gets the proof, or nothing while codes
   * are switched off.
   *
   * @throws CountersignError `invalid_configuration` for a purpose that does not exist or opens no gate
   */
  requireProof(
    purpose: string,
    options?: GateOptions<Request>,
  ): <Rest extends readonly unknown[]>(
    handler: InformedHandler<Proof | undefined, Rest>,
  ) => FetchHandler<Rest>
  /** Lets a request pass that is signed in. The handler gets who it is. */
  requireAuth<Rest extends readonly unknown[]>(
    handler: InformedHandler<SignedIn, Rest>,
  ): FetchHandler<Rest>
  /** Finds out who is signed in, if anybody, and lets everybody pass. */
  optionalAuth<Rest extends readonly unknown[]>(
    handler: InformedHandler<SignedIn | undefined, Rest>,
  ): FetchHandler<Rest>
}

/** Makes gates for handlers of the Fetch standard. */
export const createFetchGates = (parts: GateParts): FetchGates => {
  return {
    requireProof: (purpose, options = {}) => {
      const gate = createGate(parts, purpose, options)
      return (handler) =>
        async (request, ...rest) => {
          const passage = await gate({ request, api: fromFetch(request), routeName: '*' })
          return passage.kind === 'stopped'
            ? toResponse(passage.answer, request.method)
            : handler(request, passage.proof, ...rest)
        }
    },
    requireAuth:
      (handler) =>
      async (request, ...rest) => {
        const found = await signedInByFetch(parts, request)
        if (found instanceof Response) return found
        return found === undefined
          ? toResponse(problem('sign_in_required'), request.method)
          : handler(request, found, ...rest)
      },
    optionalAuth:
      (handler) =>
      async (request, ...rest) => {
        const found = await signedInByFetch(parts, request)
        return found instanceof Response ? found : handler(request, found, ...rest)
      },
  }
}
