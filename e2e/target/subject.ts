import { randomBytes, randomInt } from 'node:crypto'
import { type Answer, postJson } from '../workload/http.ts'

/** Where recipients and their codes come from. */
export interface TargetOptions {
  readonly target: string
  readonly purpose: string
  /** Phones to use on a server in development mode: each `x` becomes a digit. */
  readonly phones?: string | undefined
  /** A test recipient of the server's configuration, and its code. */
  readonly recipient?: string | undefined
  readonly code?: string | undefined
}

/** The server under proof, as somebody outside sees it. */
export interface Subject {
  /** Whether any number of recipients can be had, each new one with codes of its own. */
  readonly hasMany: boolean
  /** A recipient; the only one, if there is only one. */
  recipient(): string
  /** A recipient that nobody has asked a code for. It is only verified, never sent to. */
  stranger(): string
  send(phone: string, idempotencyKey?: string): Promise<Answer>
  verify(phone: string, code: string): Promise<Answer>
  /** The code that a send has issued, if it can be known. */
  codeOf(sent: Answer): string | undefined
}

const timeoutMs = 15_000

/** Talks to the target. Rejects if it does not answer at all. */
export const createSubject = (options: TargetOptions): Subject => {
  const { target, purpose, recipient, code, phones = '+23324499xxxxx' } = options
  const post = async (
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> => {
    const url = new URL(path, target).href
    const got = await postJson(url, { purpose, ...body }, { headers, timeoutMs })
    if (typeof got === 'string') throw new Error(`${url} did not answer`)
    return got
  }
  const fromPattern = () => phones.replaceAll('x', () => String(randomInt(10)))
  const beside = (phone: string) =>
    phone.replace(/\d{4}$/, () => String(randomInt(10_000)).padStart(4, '0'))
  return {
    hasMany: recipient === undefined,
    recipient: () => recipient ?? fromPattern(),
    stranger: () => (recipient === undefined ? fromPattern() : beside(recipient)),
    send: (phone, key) =>
      post('/api/otp/send', { phone_e164: phone }, key ? { 'idempotency-key': key } : {}),
    verify: (phone, typed) => post('/api/otp/verify', { phone_e164: phone, code: typed }),
    codeOf: (sent) => code ?? sent.headers.get('debug-otp') ?? undefined,
  }
}

/** A key that was never used. */
export const newKey = (): string => randomBytes(12).toString('base64url')

/** A code of the same length that is not `code`, another one for each `n` below ten. */
export const wrongCode = (code: string, n = 0): string =>
  code.slice(0, -1) + String((Number(code.at(-1)) + 1 + (n % 9)) % 10)
