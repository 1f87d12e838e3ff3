import type { ApiRequest } from '../request.ts'

/**
 * Whether a browser says that the request comes from a page of the same origin (Fetch Metadata, or
 * `Origin` where a browser does not send that). A request that says neither is refused: every browser of
 * today says one of them with everything but GET and HEAD.
 */
export const isOwnPage = (request: ApiRequest, publicOrigin: string | undefined): boolean => {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = request.headers.get('origin')
  return origin !== null && (origin === publicOrigin || origin === new URL(request.url).origin)
}
