import { parseAccept } from 'hono/utils/accept'
import { answer, problem } from '../answer.ts'
import { isOwnHost } from '../development-host.ts'
import { outboxBody } from '../pages/outbox-body.ts'
import { outboxScript } from '../pages/outbox-script.ts'
import { createInlineSource, renderPage } from '../pages/page.ts'
import type { Development } from '../parts.ts'
import type { ApiRequest } from '../request.ts'
import type { Route } from '../route.ts'

const script = createInlineSource(outboxScript)

/** `GET /dev/outbox`: sent messages, as JSON unless a page is asked for. */
export const devOutboxRoute = (development: Development): Route => ({
  method: 'get',
  path: '/dev/outbox',
  summary: 'Messages of the console provider',
  problems: [],
  handle: ({ request }) => {
    if (!isOwnHost(request, development)) return problem('not_found')
    const messages = development.outbox.messages()
    if (!prefersHtml(request)) return answer({ messages })
    const { origin } = new URL(request.url)
    return renderPage({ title: 'Outbox', body: outboxBody(messages, origin), script })
  },
})

/** Browsers name HTML; curl and `fetch` take anything and get JSON. */
const prefersHtml = (request: ApiRequest): boolean => {
  const named = parseAccept(request.headers.get('accept') ?? '')
    .filter(({ q }) => q > 0)
    .map(({ type }) => type.toLowerCase())
  return named.find((type) => type === 'text/html' || type === 'application/json') === 'text/html'
}
