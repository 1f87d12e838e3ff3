import { randomUUID } from 'node:crypto'
import type { RecordedRequest } from '../fake-service.ts'
import { type FakeHttpService, startHttpService } from '../http-service.ts'
import { type HttpAnswer, jsonAnswer } from '../trouble.ts'
import { type CaptchaDialect, dialects } from './dialects.ts'
import { testKeyAnswer } from './test-keys.ts'

/** Name of a captcha service, as `captcha.kind` has it. */
export type CaptchaServiceName = keyof typeof dialects

/** What somebody did a captcha for, and how. */
export interface Solution {
  /** Name of a purpose. None if left out. */
  readonly action?: string
  /** Host of the page it was done on. `localhost` if left out. */
  readonly hostname?: string
  /** 0 to 1, for reCAPTCHA. 0.9 if left out. */
  readonly score?: number
}

/** A local reCAPTCHA, Turnstile and hCaptcha in one. */
export interface FakeCaptcha extends FakeHttpService {
  /** The `verifyUrl` of each. */
  readonly verifyUrls: Readonly<Record<CaptchaServiceName, string>>
  /** Does a captcha as a person would; the token works once. */
  solve(solution?: Solution): string
  /** Lets a token grow too old. */
  expire(token: string): void
  /** Answers every question with these error codes from now on; `undefined` ends it. */
  answerWith(codes: readonly string[] | undefined): void
}

/** A token that was given out. */
interface Token extends Required<Solution> {
  isSpent: boolean
}

/**
 * Starts a captcha service of your own. Who cannot do a captcha gets a token from
 * `GET /solve?action=…`, which takes `hostname` and `score` as well.
 */
export const createFakeCaptcha = async ({
  port,
  secret = 'fake-captcha-secret',
}: {
  readonly port?: number | undefined
  /** The only secret it knows, beside the published ones for trying out. */
  readonly secret?: string
} = {}): Promise<FakeCaptcha> => {
  const tokens = new Map<string, Token>()
  const solve = ({ action = '', hostname = 'localhost', score = 0.9 }: Solution = {}): string => {
    const token = `fake.${randomUUID()}`
    tokens.set(token, { action, hostname, score, isSpent: false })
    return token
  }
  const service = await startHttpService({
    name: 'captcha',
    port,
    serve: (request) => ({
      answer: request.method === 'GET' ? hand(request, solve) : verify(request, { tokens, secret }),
    }),
  })
  const { url } = service
  return {
    ...service,
    verifyUrls: {
      recaptcha_v3: `${url}${dialects.recaptcha_v3.path}`,
      turnstile: `${url}${dialects.turnstile.path}`,
      hcaptcha: `${url}${dialects.hcaptcha.path}`,
    },
    solve,
    expire: (token) => {
      const found = tokens.get(token)
      if (found) found.isSpent = true
    },
    answerWith: (codes) => service.breakWith(codes && { kind: 'answer', answer: refusal(codes) }),
  }
}

const refusal = (codes: readonly string[]): HttpAnswer =>
  jsonAnswer(200, { success: false, 'error-codes': codes })

const hand = ({ path }: RecordedRequest, solve: (solution: Solution) => string): HttpAnswer => {
  const { pathname, searchParams } = new URL(path, 'http://localhost')
  if (pathname !== '/solve') return jsonAnswer(404, {})
  const { score, ...rest } = Object.fromEntries(searchParams)
  return jsonAnswer(200, {
    token: solve({ ...rest, ...(score !== undefined && { score: Number(score) }) }),
  })
}

const verify = (
  { path, headers, body }: RecordedRequest,
  known: { readonly tokens: ReadonlyMap<string, Token>; readonly secret: string },
): HttpAnswer => {
  const dialect = Object.values(dialects).find((candidate) => candidate.path === path)
  if (dialect === undefined) return jsonAnswer(404, {})
  if (headers['content-type'] !== 'application/x-www-form-urlencoded')
    return refusal(['bad-request'])
  const form = new URLSearchParams(body)
  return testKeyAnswer(form) ?? check(form, dialect, known)
}

const check = (
  form: URLSearchParams,
  dialect: CaptchaDialect,
  { tokens, secret }: { readonly tokens: ReadonlyMap<string, Token>; readonly secret: string },
): HttpAnswer => {
  if (!form.get('secret')) return refusal(['missing-input-secret'])
  if (form.get('secret') !== secret) return refusal(['invalid-input-secret'])
  const response = form.get('response') ?? ''
  if (response === '') return refusal(['missing-input-response'])
  const token = tokens.get(response)
  if (token === undefined) return refusal(['invalid-input-response'])
  if (token.isSpent) return refusal([dialect.spent])
  token.isSpent = true
  return jsonAnswer(200, dialect.success({ ...token, at: new Date().toISOString() }))
}
