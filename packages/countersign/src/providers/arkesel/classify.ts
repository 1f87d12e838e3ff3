import { isJsonObject, messageIdIn, textIn } from '../../exchange/json.ts'
import type { DeliveryOutcome } from '../../ports/provider.ts'
import { isSuccess, type ProviderAnswer } from '../http-call.ts'
import { failure, failureByStatus } from '../http-failure.ts'

/**
 * What an answer of Arkesel means. Errors may come with status 200, and a number that was not taken
 * comes inside a success.
 */
export const classifyArkesel = (answer: ProviderAnswer): DeliveryOutcome => {
  if (answer.status === 422) return refusal(answer)
  if (!isSuccess(answer)) return failureByStatus('config', { answer })
  const status = textIn(answer.json, 'status')
  if (status === '') return { kind: 'unknown', reason: 'unreadable answer' }
  return status === 'success' ? taken(answer) : refusal(answer)
}

const taken = (answer: ProviderAnswer): DeliveryOutcome => {
  const data = answer.json?.['data']
  // Documented as a list; one published type has a bare object instead.
  const entries = (Array.isArray(data) ? data : [data]).filter(isJsonObject)
  for (const entry of entries) {
    const messageId = messageIdIn(entry, 'id')
    if (messageId !== undefined) return { kind: 'accepted', messageId }
  }
  const isInvalid = entries.some((entry) => 'invalid numbers' in entry)
  return isInvalid
    ? failure('bad_recipient', { answer, reason: 'invalid number' })
    : { kind: 'unknown', reason: 'no message id' }
}

/** The texts are not documented: only whether one is about the number is read from it. */
const refusal = (answer: ProviderAnswer): DeliveryOutcome =>
  /\b(numbers?|recipients?|phone|msisdn)\b/i.test(textIn(answer.json, 'message'))
    ? failure('bad_recipient', { answer })
    : failure('config', { answer })
