import { randomBytes } from 'node:crypto'
import type { RecordedRequest } from './fake-service.ts'
import { type FakeHttpService, type Served, startHttpService } from './http-service.ts'
import { readJson, textOf } from './read-body.ts'
import { formBody, type Parameters, postReport, type ReportAnswer } from './reports/post-report.ts'
import { twilioSignature } from './reports/twilio-signature.ts'
import { type HttpAnswer, jsonAnswer } from './trouble.ts'

/** A local Twilio. */
export interface FakeTwilio extends FakeHttpService {
  /** Refuses every request with this code from now on; `undefined` ends it. */
  refuseWith(code: number | undefined, refusal?: TwilioRefusal): void
  /** Answers 201, but with a message that has failed already. */
  failWith(status: string, code: number | null, said?: string): void
  /** Calls the message's `StatusCallback` back, any number of times and for any id. */
  report(messageId: string, report: TwilioReport): Promise<ReportAnswer>
}

/** How a refusal looks. */
export interface TwilioRefusal {
  /** HTTP status; the usual one of the code if left out. */
  readonly status?: number
  /** Repeated in the error's text. */
  readonly said?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A status callback. */
export interface TwilioReport {
  readonly status: string
  readonly errorCode?: number
  /** Where to; what the message asked for if left out. */
  readonly url?: string
  /** The address that is signed, where a proxy or a port makes it another than `url`. */
  readonly signedUrl?: string
  /** `wrong`: with another token; `none`: no header. */
  readonly signature?: 'right' | 'wrong' | 'none'
  /** More parameters, which may repeat others. They are signed, too. */
  readonly extra?: Parameters
  /** More header fields, for example those that a proxy adds. */
  readonly headers?: Readonly<Record<string, string>>
}

const usualStatus: Readonly<Record<number, number>> = {
  20003: 401,
  20404: 404,
  20429: 429,
  21611: 429,
}

/** An error as Twilio words it. */
export const twilioError = (code: number, refusal: TwilioRefusal = {}): HttpAnswer => {
  const { status = usualStatus[code] ?? 400, said = '', headers } = refusal
  const more = `https://www.twilio.com/docs/errors/${code}`
  const body = { code, message: `The request failed: ${said}`, more_info: more, status }
  return jsonAnswer(status, body, headers)
}

/** What a fake remembers of a message. */
interface Kept {
  readonly callbackUrl: string
  readonly authToken: string
}

/** Starts a Twilio of your own that takes every pair of credentials. */
export const createFakeTwilio = async ({
  port,
}: {
  readonly port?: number | undefined
} = {}): Promise<FakeTwilio> => {
  const kept = new Map<string, Kept>()
  const service = await startHttpService({
    name: 'twilio',
    port,
    serve: (request) => serve(request, kept),
  })
  const answer = (made: HttpAnswer | undefined) =>
    service.breakWith(made && { kind: 'answer', answer: made })
  return {
    ...service,
    refuseWith: (code, refusal) =>
      answer(code === undefined ? undefined : twilioError(code, refusal)),
    failWith: (status, code, said = '') =>
      answer(
        jsonAnswer(201, {
          sid: newSid(),
          status,
          error_code: code,
          error_message: said,
          body: said,
        }),
      ),
    report: (messageId, report) => sendReport(messageId, report, kept.get(messageId)),
  }
}

const serve = (request: RecordedRequest, kept: Map<string, Kept>): Served => {
  if (request.method !== 'GET') return serveSend(request, kept)
  const [, accountSid = '', balance] =
    /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})(\/Balance)?\.json$/i.exec(request.path) ?? []
  if (accountSid === '') return { answer: twilioError(20404) }
  if (tokenIn(request, accountSid) === undefined) return { answer: twilioError(20003) }
  const account = { sid: accountSid, status: 'active' }
  const money = { account_sid: accountSid, balance: '12.34', currency: 'USD' }
  return { answer: jsonAnswer(200, balance === undefined ? account : money) }
}

const serveSend = (request: RecordedRequest, kept: Map<string, Kept>): Served => {
  const [, accountSid = ''] =
    /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Messages\.json$/i.exec(request.path) ?? []
  if (accountSid === '') return { answer: twilioError(20404) }
  const authToken = tokenIn(request, accountSid)
  if (authToken === undefined) return { answer: twilioError(20003) }
  if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
    return { answer: twilioError(21604) }
  const form = new URLSearchParams(request.body)
  const to = (form.get('To') ?? '').replace(/^whatsapp:/, '')
  const text = form.get('Body') ?? templateText(form) ?? ''
  const refused = refusalOf(form)
  if (refused !== undefined) return { answer: twilioError(refused) }
  const sid = newSid()
  kept.set(sid, { callbackUrl: form.get('StatusCallback') ?? '', authToken })
  return {
    answer: jsonAnswer(201, messageJson({ sid, to, text, accountSid })),
    message: { service: 'twilio', id: sid, to, text },
  }
}

const refusalOf = (form: URLSearchParams): number | undefined => {
  if (!form.has('To')) return 21604
  if (form.get('To')?.startsWith('whatsapp:')) return whatsappRefusalOf(form)
  const body = form.get('Body') ?? ''
  if (!/^\+[1-9]\d{6,14}$/.test(form.get('To') ?? '')) return 21211
  if (!/^MG[0-9a-f]{32}$/i.test(form.get('MessagingServiceSid') ?? '')) return 21705
  if (body === '') return 21602
  return body.length > 1600 ? 21617 : undefined
}

/** WhatsApp takes no text of one's own, and a template with all of its variables. */
const whatsappRefusalOf = (form: URLSearchParams): number | undefined => {
  if (!/^whatsapp:\+[1-9]\d{6,14}$/.test(form.get('To') ?? '')) return 63024
  if (!/^MG[0-9a-f]{32}$/i.test(form.get('MessagingServiceSid') ?? '')) return 21705
  if (form.has('Body') || !/^HX[0-9a-f]{32}$/i.test(form.get('ContentSid') ?? '')) return 63016
  return templateText(form) === undefined ? 63021 : undefined
}

/** What the example template makes of its variables. */
const templateText = (form: URLSearchParams): string | undefined => {
  const code = textOf(readJson(form.get('ContentVariables') ?? '')['1'])
  return code === '' ? undefined : `*${code}* is your verification code.`
}

const tokenIn = ({ headers }: RecordedRequest, accountSid: string): string | undefined => {
  const [, basic = ''] = /^Basic (.+)$/.exec(headers['authorization'] ?? '') ?? []
  const [user, ...password] = Buffer.from(basic, 'base64').toString().split(':')
  return user === accountSid ? password.join(':') : undefined
}

const newSid = () => `SM${randomBytes(16).toString('hex')}`

const messageJson = ({
  sid,
  to,
  text,
  accountSid,
}: Readonly<Record<'sid' | 'to' | 'text' | 'accountSid', string>>) => ({
  ...{ account_sid: accountSid, api_version: '2010-04-01', body: text, direction: 'outbound-api' },
  ...{ error_code: null, error_message: null, from: null, num_media: '0', num_segments: '0' },
  ...{ price: null, price_unit: null, sid, status: 'accepted', to, uri: `/Messages/${sid}.json` },
})

const sendReport = (
  messageId: string,
  report: TwilioReport,
  kept: Kept = { callbackUrl: '', authToken: '' },
): Promise<ReportAnswer> => {
  const { status, errorCode, url = kept.callbackUrl, signedUrl = url, extra = [] } = report
  const parameters: Parameters = [
    ['MessageSid', messageId],
    ['SmsSid', messageId],
    ['MessageStatus', status],
    ['SmsStatus', status],
    ['ApiVersion', '2010-04-01'],
    ...(errorCode === undefined ? [] : [['ErrorCode', String(errorCode)] as const]),
    ...extra,
  ]
  const authToken = report.signature === 'wrong' ? `${kept.authToken}x` : kept.authToken
  const signature = twilioSignature({ url: signedUrl, parameters, authToken })
  const headers = {
    ...report.headers,
    'content-type': 'application/x-www-form-urlencoded',
    ...(report.signature !== 'none' && { 'x-twilio-signature': signature }),
  }
  return postReport(url, { headers, body: formBody(parameters) })
}
