import { toResponse } from '../http/answer.ts'
import { fromFetch } from '../http/request.ts'
import type { SignedIn } from '../http/session/read-session.ts'
import { type GateParts, signedInBy } from './gate.ts'

/** Who is signed in, if anybody, or the response to a request that must not go on. */
export const signedInByFetch = async (
  parts: GateParts,
  request: Request,
): Promise<SignedIn | Response | undefined> => {
  const found = await signedInBy(parts, fromFetch(request))
  return found !== undefined && 'status' in found ? toResponse(found, request.method) : found
}
