import { exchange, type HttpCall } from '../exchange/http-exchange.ts'
import { type JsonObject, parseJsonObject } from '../exchange/json.ts'
import type { DeliveryOutcome } from '../ports/provider.ts'
import { retryAfterMs } from './retry-after.ts'

/** A provider's answer. No header but these is looked at, its content type least of all. */
export interface ProviderAnswer {
  readonly status: number
  /** The body, if it is a JSON object. A successful answer always has it. */
  readonly json: JsonObject | undefined
  /** How long the provider asks to wait, if it does. */
  readonly retryAfterMs: number | undefined
}

/** Whether the provider says it did what it was asked. */
export const isSuccess = ({ status }: ProviderAnswer): boolean => status >= 200 && status < 300

/**
 * Posts a message and says what became of it. `classify` judges what the provider answered; all that
 * is the same with every provider is judged here. A redirect is a wrong address: following it would
 * carry credentials and message to somebody else.
 *
 * The providers' own SDKs do not fit: none takes an `AbortSignal`, their time-outs are longer than a
 * code should take, and their errors repeat numbers and texts.
 */
export const callProvider = async (
  call: HttpCall,
  classify: (answer: ProviderAnswer) => DeliveryOutcome,
): Promise<DeliveryOutcome> => {
  const result = await exchange(call)
  if (result.kind !== 'answered') return result
  const { status, headers, body } = result
  if (status >= 300 && status < 400) return { kind: 'config', reason: 'redirect' }
  const json = parseJsonObject(body)
  if (status < 300 && json === undefined) return { kind: 'unknown', reason: 'unreadable answer' }
  return classify({ status, json, retryAfterMs: retryAfterMs(headers) })
}
