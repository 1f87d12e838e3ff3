import { messageIdIn, numberIn, textIn } from '../../exchange/json.ts'
import type { DeliveryOutcome } from '../../ports/provider.ts'
import { isSuccess, type ProviderAnswer } from '../http-call.ts'
import { failure, failureByStatus } from '../http-failure.ts'
import { twilioCodes } from './codes.ts'

const failedStates = new Set(['failed', 'undelivered', 'canceled'])

/** What an answer of Twilio means. A code that is not known falls to the class of its status. */
export const classifyTwilio = (answer: ProviderAnswer): DeliveryOutcome => {
  const { json } = answer
  if (!isSuccess(answer)) return refusal(answer, numberIn(json, 'code'))
  const state = textIn(json, 'status')
  if (failedStates.has(state)) return refusal(answer, numberIn(json, 'error_code'), state)
  const messageId = json && messageIdIn(json, 'sid')
  return messageId === undefined || state === ''
    ? { kind: 'unknown', reason: 'no message id' }
    : { kind: 'accepted', messageId }
}

const refusal = (
  answer: ProviderAnswer,
  code: number | undefined,
  state?: string,
): DeliveryOutcome => {
  const known = code === undefined ? undefined : twilioCodes[code]
  const details = { answer, reason: twilioReason(code) ?? state }
  if (known !== undefined) return failure(known, details)
  return state === undefined ? failureByStatus('policy', details) : failure('policy', details)
}

/** A code as a reason. Twilio's have five digits: any other number may be a piece of the message. */
export const twilioReason = (code: number | undefined): string | undefined =>
  code !== undefined && code >= 10_000 && code <= 99_999 ? String(code) : undefined
