import { randomBytes } from 'node:crypto'
import type { RecordedRequest } from './fake-service.ts'
import { type FakeHttpService, type Served, startHttpService } from './http-service.ts'
import { isObject, readJson, textOf } from './read-body.ts'
import { formBody, postReport, type ReportAnswer } from './reports/post-report.ts'
import { type HttpAnswer, jsonAnswer } from './trouble.ts'

/** A local MSG91. */
export interface FakeMsg91 extends FakeHttpService {
  /** Answers every request with an error from now on; `undefined` ends it. */
  refuseWith(refusal: Msg91Refusal | undefined): void
  /** Calls back in one of the formats that MSG91 has, any number of times and for any id. */
  report(messageId: string, report: Msg91Report): Promise<ReportAnswer>
}

/** How a refusal looks. */
export interface Msg91Refusal {
  /** HTTP status; 200 if left out, as is usual there. */
  readonly status?: number
  readonly code?: number | string
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A delivery report. MSG91 does not sign them, and its address is set in its panel. */
export interface Msg91Report {
  readonly url: string
  readonly format: 'v2' | 'v3' | 'v4'
  /** `1` is delivered, `2` failed; see MSG91's documentation. */
  readonly status: string
  readonly description?: string
  /** Joins each report. */
  readonly extra?: Readonly<Record<string, unknown>>
  /** More header fields, for example those that a proxy adds. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An error as MSG91 words it. */
export const msg91Error = ({
  status = 200,
  code,
  message = '',
  headers,
}: Msg91Refusal): HttpAnswer =>
  jsonAnswer(status, { type: 'error', message, ...(code !== undefined && { code }) }, headers)

/** Starts an MSG91 of your own that takes every key. */
export const createFakeMsg91 = async ({
  port,
  template = 'Your code is ##OTP##',
}: {
  readonly port?: number | undefined
  /** The registered text, with `##NAME##` for each variable. */
  readonly template?: string
} = {}): Promise<FakeMsg91> => {
  const service = await startHttpService({
    name: 'msg91',
    port,
    serve: (request) => serve(request, template),
  })
  return {
    ...service,
    refuseWith: (refusal) =>
      service.breakWith(refusal && { kind: 'answer', answer: msg91Error(refusal) }),
    report: (messageId, report) => postReport(report.url, reportOf(messageId, report)),
  }
}

const serve = (request: RecordedRequest, template: string): Served => {
  const { pathname, searchParams } = new URL(request.path, 'http://msg91')
  if (request.method !== 'GET' || pathname !== '/api/balance.php')
    return serveFlow(request, template)
  const isKnown = searchParams.get('authkey') && searchParams.get('type') === '4'
  return { answer: { status: 200, body: isKnown ? '481.5' : '207' } }
}

const serveFlow = (request: RecordedRequest, template: string): Served => {
  if (request.method !== 'POST' || request.path !== '/api/v5/flow')
    return { answer: { status: 404, body: '' } }
  if (!request.headers['authkey'])
    return { answer: msg91Error({ status: 401, code: 207, message: 'Authentication failure' }) }
  const body = readJson(request.body)
  if (!/^[0-9a-f]{24}$/i.test(textOf(body['template_id'])))
    return { answer: msg91Error({ message: 'Template ID Missing or Invalid Template' }) }
  const recipients = Array.isArray(body['recipients']) ? body['recipients'].filter(isObject) : []
  const [{ mobiles, ...variables } = { mobiles: '' }] = recipients
  const to = textOf(mobiles)
  if (!/^\d{8,15}$/.test(to))
    return { answer: msg91Error({ code: 202, message: 'Invalid mobile number' }) }
  const id = randomBytes(12).toString('hex')
  const text = template.replace(/##(\w+)##/g, (_, name: string) => textOf(variables[name]))
  return {
    answer: jsonAnswer(200, { type: 'success', message: id }),
    message: { service: 'msg91', id, to: `+${to}`, text },
  }
}

const reportOf = (requestId: string, report: Msg91Report) => {
  const { format, status, description = '', extra, headers = {} } = report
  const date = '2026-01-01 00:00:00'
  const one = { date, number: '9195XXXX6558', status, desc: description, ...extra }
  const json = (value: unknown) => ({
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(value),
  })
  if (format === 'v3') return json({ senderId: 'ACMEIN', requestId, credit: '1', ...one })
  if (format === 'v4')
    return json([
      {
        data: [{ requestId, meta: '0', description, ts: 1_767_225_600, ...extra }],
        event: description,
      },
    ])
  const data = [{ senderId: 'ACMEIN', requestId, report: [one], userId: '1', campaignName: 'otp' }]
  return {
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body: formBody([['data', JSON.stringify(data)]]),
  }
}
