import { senderOf } from '../own-page.ts'
import type { ApiRequest } from '../request.ts'
import type { Site } from '../site.ts'

/** Where the pages are that people sign in on. */
export interface Pages {
  readonly site: Site
  /** Origins of pages of ours elsewhere, compared letter by letter. */
  readonly origins: readonly string[]
}

type Headed = Pick<ApiRequest, 'method' | 'url' | 'headers'>

/** The origin of the page that asks, if it is one of ours elsewhere. */
export const listedOriginOf = (
  { headers }: Pick<ApiRequest, 'headers'>,
  { origins }: Pick<Pages, 'origins'>,
): string | undefined => {
  const origin = headers.get('origin')
  return origin !== null && origins.includes(origin) ? origin : undefined
}

/**
 * Whether somebody else's page makes a browser change something. A request that states no page comes from
 * a program, which holds the cookie because it was given it: a browser states one with all but GET and HEAD.
 */
export const isCrossSite = (request: Headed, { site, origins }: Pages): boolean =>
  request.method !== 'GET' &&
  request.method !== 'HEAD' &&
  listedOriginOf(request, { origins }) === undefined &&
  senderOf(request, site) === 'foreign'
