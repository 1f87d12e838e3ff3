import { randomUUID } from 'node:crypto'
import type { RecordedRequest } from './fake-service.ts'
import { type FakeHttpService, type Served, startHttpService } from './http-service.ts'
import { isObject, readJson, textOf, textsIn } from './read-body.ts'
import { postReport, type ReportAnswer } from './reports/post-report.ts'
import { webhookSignature } from './reports/webhook-signature.ts'
import { type HttpAnswer, jsonAnswer } from './trouble.ts'

/** A local Resend. */
export interface FakeResend extends FakeHttpService {
  /** Answers every request with this error from now on; `undefined` ends it. */
  refuseWith(refusal: ResendRefusal | undefined): void
  /** Posts an event, any number of times and for any id. */
  report(messageId: string, report: ResendReport): Promise<ReportAnswer>
}

/** How a refusal looks. */
export interface ResendRefusal {
  readonly status: number
  readonly name: string
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An event about a message. Its address and secret are set in Resend's dashboard. */
export interface ResendReport {
  readonly url: string
  readonly secret: string
  /** For example `email.bounced`. */
  readonly type: string
  /** Joins the event's `data`. */
  readonly data?: Readonly<Record<string, unknown>>
  /** Id of the event: a duplicate has the same. */
  readonly eventId?: string
  /** When it was signed. */
  readonly atMs?: number
  readonly signature?: 'right' | 'wrong' | 'none'
  /** How the headers are called. */
  readonly headerNames?: 'svix' | 'webhook'
  /** More header fields, for example those that a proxy adds. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An error as Resend words it. */
export const resendError = ({ status, name, message = '', headers }: ResendRefusal): HttpAnswer =>
  jsonAnswer(status, { statusCode: status, name, message }, headers)

/** Starts a Resend of your own that takes every key, and remembers idempotency keys. */
export const createFakeResend = async ({
  port,
}: {
  readonly port?: number | undefined
} = {}): Promise<FakeResend> => {
  const seen = new Map<string, Seen>()
  const tags = new Map<string, Tags>()
  const service = await startHttpService({
    name: 'resend',
    port,
    serve: (request) => {
      const served = serveEmails(request, seen)
      if (served.message) tags.set(served.message.id, tagsIn(request.body))
      return served
    },
  })
  return {
    ...service,
    refuseWith: (refusal) =>
      service.breakWith(refusal && { kind: 'answer', answer: resendError(refusal) }),
    report: (messageId, report) =>
      sendReport({ email_id: messageId, tags: tags.get(messageId) ?? {} }, report),
  }
}

type Tags = Readonly<Record<string, string>>

/** A list in the request becomes an object in the events. */
const tagsIn = (body: string): Tags => {
  const { tags } = readJson(body)
  const list = Array.isArray(tags) ? tags.filter(isObject) : []
  return Object.fromEntries(list.map(({ name, value }) => [textOf(name), textOf(value)]))
}

/** A request that had an idempotency key. */
interface Seen {
  readonly body: string
  readonly answer: HttpAnswer
}

const serveEmails = (request: RecordedRequest, seen: Map<string, Seen>): Served => {
  const { headers, body } = request
  const isDomains = request.method === 'GET' && request.path === '/domains'
  if (!isDomains && (request.method !== 'POST' || request.path !== '/emails'))
    return { answer: resendError({ status: 404, name: 'not_found' }) }
  if (!/^Bearer ./.test(headers['authorization'] ?? ''))
    return { answer: resendError({ status: 401, name: 'missing_api_key' }) }
  if (!headers['user-agent'])
    return { answer: resendError({ status: 403, name: 'validation_error', message: 'user agent' }) }
  if (isDomains) return { answer: jsonAnswer(200, { object: 'list', data: [] }) }
  const key = headers['idempotency-key']
  const earlier = key === undefined ? undefined : seen.get(key)
  if (earlier !== undefined)
    return earlier.body === body
      ? { answer: earlier.answer }
      : { answer: resendError({ status: 409, name: 'invalid_idempotent_request' }) }
  const served = take(body)
  if (key !== undefined && served.message) seen.set(key, { body, answer: served.answer })
  return served
}

const take = (body: string): Served => {
  const email = readJson(body)
  const [to = ''] = typeof email['to'] === 'string' ? [email['to']] : textsIn(email['to'])
  const [subject, text] = [textOf(email['subject']), textOf(email['text'])]
  if (textOf(email['from']) === '' || subject === '' || text === '')
    return { answer: resendError({ status: 422, name: 'missing_required_field' }) }
  if (!/^[^\s@]+@[^\s@]+$/.test(to))
    return {
      answer: resendError({
        status: 400,
        name: 'validation_error',
        message: 'Invalid `to` field.',
      }),
    }
  const id = randomUUID()
  return {
    answer: jsonAnswer(200, { id }),
    message: { service: 'resend', id, to, subject, text },
  }
}

const sendReport = (email: object, report: ResendReport): Promise<ReportAnswer> => {
  const { eventId: id = `msg_${randomUUID()}`, atMs = Date.now(), headerNames = 'svix' } = report
  const created = new Date(atMs).toISOString()
  const data = { ...email, created_at: created, ...report.data }
  const body = JSON.stringify({ type: report.type, created_at: created, data })
  const timestamp = String(Math.floor(atMs / 1000))
  const secret = report.signature === 'wrong' ? `${report.secret.slice(0, -4)}AAAA` : report.secret
  const headers = {
    ...report.headers,
    'content-type': 'application/json',
    [`${headerNames}-id`]: id,
    [`${headerNames}-timestamp`]: timestamp,
    ...(report.signature !== 'none' && {
      [`${headerNames}-signature`]: webhookSignature({ id, timestamp, body, secret }),
    }),
  }
  return postReport(report.url, { headers, body })
}
