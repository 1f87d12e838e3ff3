import { type Exchange, exchange } from '../exchange/http-exchange.ts'
import { type JsonObject, parseJsonObject, textIn } from '../exchange/json.ts'
import type { CaptchaFailure, CaptchaOutcome } from '../ports/captcha.ts'

/** A question to a service. */
export interface SiteverifyCall {
  readonly url: URL
  /** Fields of the form; those without a value are left out. */
  readonly fields: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** A service's error codes: whose fault each is. */
export interface ErrorCodes {
  /** Our settings are wrong, or the service is. */
  readonly unavailable: readonly string[]
  readonly failed: Readonly<Record<string, CaptchaFailure>>
}

/**
 * Asks a service once. All three take a form and answer in JSON whether it was a success; `judge` looks
 * at what a success says. An answer that cannot be read, and a redirect, say nothing about the person.
 */
export const siteverify = async (
  { url, fields, signal }: SiteverifyCall,
  codes: ErrorCodes,
  judge: (answer: JsonObject) => CaptchaOutcome,
): Promise<CaptchaOutcome> => {
  const result = await exchange({
    ...{ url, signal },
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: formOf(fields),
  })
  const answer = result.kind === 'answered' ? parseJsonObject(result.body) : undefined
  if (result.kind !== 'answered' || result.status >= 500 || isRedirect(result.status))
    return unavailable(faultOf(result))
  if (typeof answer?.['success'] !== 'boolean')
    return unavailable(result.status < 300 ? 'unreadable answer' : `http ${result.status}`)
  if (answer['success']) return judge(answer)
  return isBareRefusal(result.status, answer) ? failed('no_reason') : failureIn(answer, codes)
}

/** Nothing is known, and why. */
export const unavailable = (reason: string): CaptchaOutcome => ({ kind: 'unavailable', reason })

/** The token proves nothing, and why. */
export const failed = (reason: CaptchaFailure): CaptchaOutcome => ({ kind: 'failed', reason })

/** Whether a success was earned on a page of ours. */
export const isOurHost = (answer: JsonObject, hosts: readonly string[]): boolean =>
  hosts.includes(textIn(answer, 'hostname').toLowerCase())

const formOf = (fields: SiteverifyCall['fields']): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    ),
  ).toString()

/** Neither status nor codes say that the fault is ours: then it is said of the token. */
const isBareRefusal = (status: number, answer: JsonObject): boolean => {
  const codes = answer['error-codes'] ?? []
  return status < 300 && Array.isArray(codes) && codes.length === 0
}

const isRedirect = (status: number) => status >= 300 && status < 400

const faultOf = (result: Exchange): string => {
  if (result.kind !== 'answered') return result.reason
  return isRedirect(result.status) ? 'redirect' : `http ${result.status}`
}

/** Our own fault comes first: a service that knows us not can say nothing of a token. */
const failureIn = (answer: JsonObject, { unavailable: ours, failed: theirs }: ErrorCodes) => {
  const given = Array.isArray(answer['error-codes']) ? answer['error-codes'] : []
  const fault = ours.find((code) => given.includes(code))
  if (fault !== undefined) return unavailable(fault)
  const found = Object.entries(theirs).find(([code]) => given.includes(code))
  return found === undefined ? unavailable('unknown error code') : failed(found[1])
}
