import { challengeOf, type Outcome } from '../history/history.ts'
import type { ServerProcess } from '../world/server-process.ts'
import { type Answer, type Exchange, postJson } from './http.ts'
import type { Recorder } from './recorder.ts'

/** Who asks for what. */
export interface Whose {
  readonly purpose: string
  readonly phone: string
  readonly ip: string
}

/** Makes recorded calls. */
export interface Client {
  send(server: ServerProcess, whose: Whose, idempotencyKey?: string): Promise<Outcome>
  verify(server: ServerProcess, whose: Whose, code: string): Promise<Outcome>
  /**
   * Whether a send to this server would be told from others by the code that its answer shows: not
   * while another one of the same challenge is there, or may be.
   */
  canSend(server: ServerProcess, whose: Whose): boolean
}

/** Creates a client; `timeoutMs` is how long it waits for an answer. */
export const createClient = (recorder: Recorder, timeoutMs: number): Client => {
  const shown = new Set<string>()
  const sending = new Set<string>()
  const placeOf = (server: ServerProcess, whose: Whose) => `${server.name} ${challengeOf(whose)}`

  /** The code of an answer, unless an earlier answer had it. */
  const freshCode = ({ headers }: Answer): string | undefined => {
    const code = headers.get('debug-otp')
    if (code === null || shown.has(code)) return undefined
    shown.add(code)
    return code
  }

  const post = (
    server: ServerProcess,
    path: string,
    { ip, ...body }: { readonly ip: string } & Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Exchange> =>
    postJson(`${server.url}${path}`, body, {
      headers: { 'x-forwarded-for': ip, ...headers },
      timeoutMs,
    })

  return {
    canSend: (server, whose) => !sending.has(placeOf(server, whose)),
    send: async (server, whose, idempotencyKey) => {
      const { purpose, phone, ip } = whose
      const place = placeOf(server, whose)
      sending.add(place)
      const call = {
        kind: 'send',
        purpose,
        phone,
        ip,
        server: server.name,
        idempotencyKey,
      } as const
      const outcome = await recorder.record(call, async () => {
        const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
        const got = await post(server, '/api/otp/send', { purpose, phone_e164: phone, ip }, headers)
        return typeof got === 'string' ? silence(got) : sendOutcome(got, freshCode)
      })
      // After silence the send may still be at work there.
      if (outcome.kind !== 'unknown') sending.delete(place)
      return outcome
    },
    verify: (server, { purpose, phone, ip }, code) =>
      recorder.record(
        { kind: 'verify', purpose, phone, ip, server: server.name, code },
        async () => {
          const got = await post(server, '/api/otp/verify', {
            purpose,
            phone_e164: phone,
            ip,
            code,
          })
          return typeof got === 'string' ? silence(got) : verifyOutcome(got)
        },
      ),
  }
}

const silence = (got: 'lost' | 'unreached'): Outcome | 'unreached' =>
  got === 'lost' ? { kind: 'unknown' } : got

const sendOutcome = (
  answer: Answer,
  freshCode: (answer: Answer) => string | undefined,
): Outcome => {
  if (answer.status === 200 && statusOf(answer) === 'sent')
    return { kind: 'sent', body: answer.body, code: freshCode(answer) }
  if (answer.status === 502 && codeIn(answer) === 'delivery_failed') return { kind: 'not_sent' }
  return refusal(answer)
}

const verifyOutcome = (answer: Answer): Outcome => {
  if (answer.status === 200 && statusOf(answer) === 'verified') return { kind: 'verified' }
  return answer.status === 400 && codeIn(answer) === 'invalid_code'
    ? { kind: 'refused' }
    : refusal(answer)
}

/** 429 and 503 must both say when to come back. */
const refusal = (answer: Answer): Outcome => {
  const waits = /^[1-9]\d*$/.test(answer.headers.get('retry-after') ?? '')
  if (waits && answer.status === 429) return { kind: 'limited' }
  if (waits && answer.status === 503) return { kind: 'unavailable' }
  return { kind: 'unexpected', status: answer.status, body: answer.body }
}

const fieldOf = ({ body }: Answer, field: string): unknown => {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Readonly<Record<string, unknown>>)[field]
      : undefined
  } catch {
    return undefined
  }
}

const statusOf = (answer: Answer) => fieldOf(answer, 'status')
const codeIn = (answer: Answer) => fieldOf(answer, 'code')
