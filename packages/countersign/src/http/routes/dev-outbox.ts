import { parseAccept } from 'hono/utils/accept'
import type { OutboxMessage } from '../../ports/outbox.ts'
import { answer, problem } from '../answer.ts'
import { isOwnHost } from '../development-host.ts'
import { emailHeaders } from '../headers.ts'
import { outboxBody } from '../pages/outbox-body.ts'
import { outboxScript } from '../pages/outbox-script.ts'
import { createInlineSource, renderPage } from '../pages/page.ts'
import type { Development } from '../parts.ts'
import type { ApiRequest } from '../request.ts'
import type { Route } from '../route.ts'

const script = createInlineSource(outboxScript)

/** The development outbox and the HTML parts of its emails. */
export const devOutboxRoutes = (development: Development): readonly Route[] => [
  outboxRoute(development),
  htmlPartRoute(development),
]

/** `GET /dev/outbox`: sent messages, as JSON unless a page is asked for. */
const outboxRoute = (development: Development): Route => ({
  method: 'get',
  path: '/dev/outbox',
  summary: 'Messages of the console provider',
  problems: [],
  handle: ({ request }) => {
    if (!isOwnHost(request, development)) return problem('not_found')
    const messages = development.outbox.messages()
    if (!prefersHtml(request)) return answer({ messages: messages.map(withoutHtml) })
    const { origin } = new URL(request.url)
    return renderPage({ title: 'Outbox', body: outboxBody(messages, origin), script })
  },
})

const withoutHtml = ({ html: _, ...message }: OutboxMessage) => message

/**
 * `GET /dev/outbox/html?id=…`: the HTML part of an email as it was sent. It is shown with no rights at
 * all: it loads and runs nothing, and has no origin.
 */
const htmlPartRoute = (development: Development): Route => ({
  method: 'get',
  path: '/dev/outbox/html',
  summary: 'HTML part of an email of the console provider',
  problems: [],
  handle: ({ request }) => {
    if (!isOwnHost(request, development)) return problem('not_found')
    const id = new URL(request.url).searchParams.get('id')
    const html = development.outbox.messages().find((message) => message.id === id)?.html
    return html === undefined
      ? problem('not_found')
      : { status: 200, headers: emailHeaders, body: html }
  },
})

/** Browsers name HTML; curl and `fetch` take anything and get JSON. */
const prefersHtml = (request: ApiRequest): boolean => {
  const named = parseAccept(request.headers.get('accept') ?? '')
    .filter(({ q }) => q > 0)
    .map(({ type }) => type.toLowerCase())
  return named.find((type) => type === 'text/html' || type === 'application/json') === 'text/html'
}
