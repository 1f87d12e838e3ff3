import type { ApiRequest } from './request.ts'
import type { Site } from './site.ts'

/**
 * Where a browser says that a request comes from: by Fetch Metadata, or by `Origin` where it does not
 * send that. Every browser of today says one of them with everything but GET and HEAD, and no page can
 * change either; `unstated` is no browser.
 */
export const senderOf = (
  request: Pick<ApiRequest, 'url' | 'headers'>,
  site: Site,
): 'own' | 'foreign' | 'unstated' => {
  const stated = request.headers.get('sec-fetch-site')
  if (stated !== null) return stated === 'same-origin' ? 'own' : 'foreign'
  const origin = request.headers.get('origin')
  if (origin === null) return 'unstated'
  return origin === site.origin || origin === new URL(request.url).origin ? 'own' : 'foreign'
}
