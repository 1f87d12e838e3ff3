import { randomUUID } from 'node:crypto'
import type { RecordedRequest } from './fake-service.ts'
import { type FakeHttpService, type Served, startHttpService } from './http-service.ts'
import { readJson, textsIn } from './read-body.ts'
import { getReport, type Parameters, type ReportAnswer } from './reports/post-report.ts'
import { type HttpAnswer, jsonAnswer } from './trouble.ts'

/** Answers that Arkesel is known to give, by what they mean. `said` is repeated in their texts. */
export const arkeselAnswers = {
  unauthenticated: (said) => error(401, `No valid API key ${said}`),
  no_balance: (said) => error(402, `Insufficient balance ${said}`),
  gateway_inactive: (said) => error(403, `Gateway inactive ${said}`),
  invalid_sender: (said) => error(422, `The sender field is invalid. ${said}`),
  invalid_number: (said) => error(422, `The recipients.0 must be a valid phone number. ${said}`),
  throttled: (said) => error(429, `Too many requests ${said}`, { 'retry-after': '7' }),
  server_error: (said) => error(500, `Server error ${said}`),
  error_in_success: (said) => error(200, `The sender field is invalid. ${said}`),
  number_error_in_success: (said) => error(200, `Invalid phone number ${said}`),
  invalid_numbers: (said) =>
    jsonAnswer(200, { status: 'success', data: [{ 'invalid numbers': [said] }] }),
  invalid_numbers_object: (said) =>
    jsonAnswer(200, { status: 'success', data: { 'invalid numbers': [said] } }),
  partly_invalid: (said) =>
    jsonAnswer(200, {
      status: 'success',
      data: [{ recipient: said, id: randomUUID() }, { 'invalid numbers': ['22354674948'] }],
    }),
  success_without_id: (said) => jsonAnswer(200, { status: 'success', data: [], message: said }),
  without_status: (said) => jsonAnswer(200, { hello: said }),
} as const satisfies Record<string, (said: string) => HttpAnswer>

const error = (status: number, message: string, headers = {}): HttpAnswer =>
  jsonAnswer(status, { status: 'error', message }, headers)

/** A local Arkesel. */
export interface FakeArkesel extends FakeHttpService {
  /** Answers every request like this from now on; `undefined` ends it. */
  answerWith(name: keyof typeof arkeselAnswers | undefined, said?: string): void
  /** Calls the message's `callback_url` back, any number of times and for any id. */
  report(messageId: string, report: ArkeselReport): Promise<ReportAnswer>
}

/** A delivery report. Arkesel does not sign them. */
export interface ArkeselReport {
  readonly status: string
  /** Where to; what the message asked for if left out. */
  readonly url?: string
  /** More query parameters, which may repeat others. */
  readonly extra?: Parameters
  /** More header fields, for example those that a proxy adds. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Starts an Arkesel of your own that takes every key. */
export const createFakeArkesel = async ({
  port,
}: {
  readonly port?: number | undefined
} = {}): Promise<FakeArkesel> => {
  const callbacks = new Map<string, string>()
  const service = await startHttpService({
    name: 'arkesel',
    port,
    serve: (request) => serve(request, callbacks),
  })
  return {
    ...service,
    answerWith: (name, said = '') =>
      service.breakWith(name && { kind: 'answer', answer: arkeselAnswers[name](said) }),
    report: (messageId, { status, url = callbacks.get(messageId) ?? '', extra = [], headers }) =>
      getReport(url, {
        parameters: [['sms_id', messageId], ['status', status], ...extra],
        headers,
      }),
  }
}

const serve = (request: RecordedRequest, callbacks: Map<string, string>): Served => {
  const isBalance = request.method === 'GET' && request.path === '/api/v2/clients/balance-details'
  if (!isBalance) return serveSend(request, callbacks)
  if (!request.headers['api-key']) return { answer: arkeselAnswers.unauthenticated('') }
  const data = { sms_balance: '2003', main_balance: 'GHS 20.99' }
  return { answer: jsonAnswer(200, { status: 'success', data }) }
}

const serveSend = (request: RecordedRequest, callbacks: Map<string, string>): Served => {
  if (request.method !== 'POST' || request.path !== '/api/v2/sms/send')
    return { answer: error(404, 'Not found') }
  if (!request.headers['api-key']) return { answer: arkeselAnswers.unauthenticated('') }
  const body = readJson(request.body)
  const [to = '', ...others] = textsIn(body['recipients'])
  const { sender, message, callback_url: callbackUrl } = body
  if (typeof sender !== 'string' || sender === '' || sender.length > 11)
    return { answer: arkeselAnswers.invalid_sender('') }
  if (typeof message !== 'string' || message === '' || others.length > 0)
    return { answer: error(422, 'The message field is required.') }
  if (to.startsWith('234') && body['use_case'] === undefined)
    return { answer: error(422, 'The use case field is required.') }
  if (!/^\d{8,15}$/.test(to)) return { answer: arkeselAnswers.invalid_numbers(to) }
  const id = randomUUID()
  if (typeof callbackUrl === 'string') callbacks.set(id, callbackUrl)
  return {
    answer: jsonAnswer(200, { status: 'success', data: [{ recipient: to, id }] }),
    message: { service: 'arkesel', id, to: `+${to}`, text: message },
  }
}
