import { type Log, silentLog } from '../ports/log.ts'
import { silentTelemetry, type Telemetry } from '../ports/telemetry.ts'
import { guarded } from '../telemetry/guarded.ts'
import { type HeaderFields, incomingContext } from '../telemetry/incoming-context.ts'
import { type SpanSubject, traced } from '../telemetry/traced.ts'
import { asRequest, requestIdOf } from './request-id.ts'

/** A request, as far as it is looked at here. Its query and its path may hold a token. */
export interface ObservedRequest {
  readonly method: string
  readonly headers: HeaderFields
}

/** Answers a request under watch. `route` is the pattern of its route, if there is one. */
export type ObserveRequest = <Answer extends { readonly status: number }>(
  { request, route }: { readonly request: ObservedRequest; readonly route: string | undefined },
  answer: (requestId: string) => Promise<Answer> | Answer,
) => Promise<Answer>

/** Methods that are told from one another: anybody can make up more. */
const methods: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
])

/** Probes come every few seconds, and good ones say nothing. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/** Gives each request an id, a span, an event and a line in the log. */
export const createObserveRequest = ({
  log = silentLog,
  ...options
}: {
  readonly log?: Log | undefined
  readonly telemetry?: Telemetry | undefined
}): ObserveRequest => {
  const telemetry = guarded(options.telemetry ?? silentTelemetry)

  return ({ request, route = 'none' }, answer) => {
    const startedAtMs = performance.now()
    const method = methods.has(request.method) ? request.method : 'other'
    const requestId = requestIdOf(request.headers)

    const tell = (status: number) => {
      const ms = performance.now() - startedAtMs
      const seconds = ms / 1000
      telemetry.record({ kind: 'request_answered', method, route, status, seconds })
      if (status >= 300 || !probes.has(route))
        log.info({ requestId, method, route, status, ms: Math.round(ms * 10) / 10 }, 'answered')
      return {
        'http.response.status_code': status,
        ...(status >= 500 && { 'error.type': String(status) }),
      }
    }

    const subject: SpanSubject = {
      name: `${method} ${route}`,
      kind: 'server',
      attributes: { 'http.request.method': method, 'http.route': route },
      parent: incomingContext(request.headers),
    }
    return asRequest(requestId, () =>
      traced(subject, async (note) => {
        const answered = await answer(requestId)
        note(tell(answered.status))
        return answered
      }),
    )
  }
}
