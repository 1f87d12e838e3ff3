import { hash, timingSafeEqual } from 'node:crypto'
import type { CallbackRequest } from '../../ports/callback.ts'
import type { DeliveryReport } from '../../ports/delivery.ts'
import { noContent, problem } from '../answer.ts'
import { readBytes } from '../body.ts'
import type { Callback } from '../callback.ts'
import { signedPath, tokenPath } from '../contract/webhook.ts'
import type { HttpParts } from '../parts.ts'
import type { ApiRequest } from '../request.ts'
import type { Call, Route } from '../route.ts'

/** Some services report on many messages at once. */
const bodyBytesAtMost = 65_536

const success = { description: 'Written down, or nothing that had to be.' }
const problems = ['invalid_request', 'invalid_signature', 'not_found', 'unavailable'] as const
const problemsOfPost = [...problems, 'payload_too_large'] as const

const inAnyOrder =
  'A delivery only ever moves forward, so calls may come twice and in any order. One about a message that is not known changes nothing, and gets the same answer.'

/** `/webhooks/…`: what providers report of deliveries. */
export const webhookRoutes = (parts: HttpParts): readonly Route[] => {
  const handle = createReceive(parts)
  const signed: Route = {
    method: 'post',
    path: '/webhooks/{integration}',
    pathParameters: signedPath,
    summary: 'Delivery states, signed',
    description: `Takes reports of a service that signs them. The signature is checked over the public address of the configuration, whatever host the call names. ${inAnyOrder}`,
    ...{ isAfterOutcomes: true, success, problems: problemsOfPost, handle },
  }
  const secret = {
    path: '/webhooks/{integration}/{token}',
    pathParameters: tokenPath,
    description: `Takes reports of a service that does not sign them: the address is the secret. ${inAnyOrder}`,
    ...{ isAfterOutcomes: true, success, handle },
  }
  const posted = 'Delivery states, to a secret address'
  return [
    signed,
    { ...secret, method: 'post', summary: posted, problems: problemsOfPost },
    { ...secret, method: 'get', summary: `${posted}, in the query`, problems },
  ]
}

const createReceive = ({ callbacks, store, log, auditor }: HttpParts): Route['handle'] => {
  const byIntegration = new Map(callbacks.map((callback) => [callback.integration, callback]))

  const apply = async ({ integration }: Callback, report: DeliveryReport): Promise<void> => {
    const { state, reason, callbackRef, messageId } = report
    const facts = { integration, delivery: callbackRef, message: messageId, reason }
    const audit = auditor({ type: 'delivery.reported', facts })
    if (!(await store.deliveries.report({ integration, report, audit }))) return
    log.info({ tag: tagOf(integration), integration, state, reason }, 'a delivery was reported on')
  }
  const refuse = ({ integration }: Callback, code: 'invalid_signature' | 'invalid_request') => {
    log.warn({ tag: tagOf(integration), integration, code }, 'a report was refused')
    return problem(code)
  }

  return async ({ request, parameters }) => {
    const callback = byIntegration.get(parameters['integration'] ?? '')
    if (callback === undefined || !isMeant(callback, { request, parameters }))
      return problem('not_found')
    // Not 404: the answer to a wrong token is the one to a wrong signature, so all forgeries look alike.
    if (!isToken(callback, parameters['token'])) return refuse(callback, 'invalid_signature')
    const reading = callback.read(await callbackRequest(callback, request))
    if (reading.kind === 'forged') return refuse(callback, 'invalid_signature')
    if (reading.kind === 'unreadable') return refuse(callback, 'invalid_request')
    await Promise.all(reading.reports.map((report) => apply(callback, report)))
    return noContent()
  }
}

const tagOf = (integration: string) => `[${integration.toUpperCase()}_OTP_DELIVERY]`

/** Whether the service is one that calls in this way. HEAD, which must change nothing, never is. */
const isMeant = (
  { method, pathToken }: Callback,
  { request, parameters }: Pick<Call, 'request' | 'parameters'>,
): boolean =>
  request.method === method.toUpperCase() &&
  (pathToken === undefined) === (parameters['token'] === undefined)

/** Digests have one length, so the time tells nothing about the token. */
const isToken = ({ pathToken }: Callback, given: string | undefined): boolean => {
  if (pathToken === undefined) return given === undefined
  const digest = (text: string) => hash('sha256', text, 'buffer')
  return timingSafeEqual(digest(given ?? ''), digest(pathToken.reveal()))
}

/** Neither host nor protocol of the request are looked at: whoever calls can write what he likes. */
const callbackRequest = async (
  { url, method }: Callback,
  request: ApiRequest,
): Promise<CallbackRequest> => {
  const start = request.url.indexOf('?')
  const query = start < 0 ? '' : request.url.slice(start)
  return {
    url: `${url}${query}`,
    query: new URLSearchParams(query),
    header: (name) => request.headers.get(name) ?? undefined,
    body: method === 'get' ? new Uint8Array() : await readBytes(request, bodyBytesAtMost),
  }
}
