import type { IncomingMessage } from 'node:http'
import { problem } from '../../http/answer.ts'
import { fromNode } from '../../http/node/node-request.ts'
import type { SignedIn } from '../../http/session/read-session.ts'
import { createGate, type GateOptions, type GateParts, type Proof, signedInBy } from '../gate.ts'
import type { ExpressMiddleware, ExpressRequest } from './request.ts'
import { writeAnswer } from './write.ts'

/** What is put in front of routes. */
export interface ExpressGates {
  /**
   * Lets a request pass with a proof of this purpose, in `X-Step-Up-Token` for `step_up` and in
   * `X-OTP-Token` for any other.
   *
   * @throws CountersignError `invalid_configuration` for a purpose that does not exist or opens no gate
   */
  requireProof<Request extends IncomingMessage = IncomingMessage>(
    purpose: string,
    options?: GateOptions<Request>,
  ): ExpressMiddleware<Request>
  /** Lets a request pass that is signed in. */
  readonly requireAuth: ExpressMiddleware
  /** Finds out who is signed in, and lets everybody pass. */
  readonly optionalAuth: ExpressMiddleware
}

/** Keyed by the request itself: nothing that arrives with a request can claim to be one of these. */
const proofs = new WeakMap<object, Proof>()
const sessions = new WeakMap<object, SignedIn>()

/** What was proven to pass `requireProof`. Nothing while codes are switched off, or if there was no gate. */
export const proofOf = (request: object): Proof | undefined => proofs.get(request)

/** Who is signed in, behind `requireAuth` and `optionalAuth`. */
export const signedInOf = (request: object): SignedIn | undefined => sessions.get(request)

/** Makes gates for Express, version 4 and 5. */
export const createExpressGates = (parts: GateParts): ExpressGates => {
  const auth =
    (isRequired: boolean): ExpressMiddleware =>
    (request, response, next) => {
      const pass = async () => {
        const found = await signedInBy(parts, fromNode(request))
        if (found !== undefined && 'status' in found)
          return writeAnswer(response, found, request.method)
        if (found !== undefined) sessions.set(request, found)
        else if (isRequired)
          return writeAnswer(response, problem('sign_in_required'), request.method)
        next()
      }
      pass().catch(next)
    }

  return {
    requireAuth: auth(true),
    optionalAuth: auth(false),
    requireProof: (purpose, options = {}) => {
      const gate = createGate(parts, purpose, options)
      return (request, response, next) => {
        const pass = async () => {
          const signedIn = signedInOf(request)
          const api = fromNode(request)
          const passage = await gate({ request, api, signedIn, routeName: nameOf(request) })
          if (passage.kind === 'stopped')
            return writeAnswer(response, passage.answer, request.method)
          if (passage.proof !== undefined) proofs.set(request, passage.proof)
          next()
        }
        pass().catch(next)
      }
    },
  }
}

/** As the route was written, without what stood in its place. */
const nameOf = ({ route }: ExpressRequest): string =>
  typeof route === 'object' && route !== null && 'path' in route ? String(route.path) : '*'
