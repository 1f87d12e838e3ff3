import { exchange, type HttpCall } from '../exchange/http-exchange.ts'
import { parseJsonObject } from '../exchange/json.ts'
import type { AccountCheck } from '../ports/account.ts'
import type { DeliveryOutcome } from '../ports/provider.ts'
import type { ProviderAnswer } from './http-call.ts'
import { retryAfterMs } from './retry-after.ts'

/** An answer about the account. Some of them are no JSON. */
export interface AccountAnswer extends ProviderAnswer {
  readonly text: string
}

/** Asks about an account. `judge` looks at what was answered; failures to get there are the same for all. */
export const askAccount = async (
  call: Omit<HttpCall, 'body'>,
  judge: (answer: AccountAnswer) => AccountCheck | Promise<AccountCheck>,
): Promise<AccountCheck> => {
  const result = await exchange(call)
  if (result.kind !== 'answered')
    return { kind: 'problem', because: result.kind, reason: result.reason }
  const { status, headers, body } = result
  if (status >= 300 && status < 400)
    return { kind: 'problem', because: 'config', reason: 'redirect' }
  if (body === undefined) return unreadable
  const json = parseJsonObject(body)
  return judge({ status, json, text: body, retryAfterMs: retryAfterMs(headers) })
}

/** An answer that proves nothing. */
export const unreadable: AccountCheck = {
  kind: 'problem',
  because: 'unknown',
  reason: 'unreadable answer',
}

/** What refuses a message would refuse this question, too. */
export const problemOf = (outcome: DeliveryOutcome): AccountCheck => {
  if (outcome.kind === 'accepted') return unreadable
  const { kind: because, reason } = outcome
  return { kind: 'problem', because, ...(reason !== undefined && { reason }) }
}

/** What there is of something to send with. */
export interface Amount {
  /** Digits, perhaps with a point and a sign. */
  readonly number: string
  readonly unit: string
}

/** An amount that a service wrote, if it is one: whatever else stands there is not repeated. */
export const readAmount = (number: string, unit: string): readonly Amount[] =>
  /^-?\d{1,15}(\.\d{1,6})?$/.test(number) ? [{ number, unit }] : []

/** An account that is good, as long as something is left on it. */
export const accountWith = (amounts: readonly Amount[]): AccountCheck => {
  const balance = amounts.map(({ number, unit }) => `${number} ${unit}`.trim()).join(', ')
  if (amounts.length === 0) return { kind: 'ok' }
  return amounts.some(({ number }) => Number(number) > 0)
    ? { kind: 'ok', balance }
    : { kind: 'problem', because: 'funds', reason: `balance ${balance}` }
}
