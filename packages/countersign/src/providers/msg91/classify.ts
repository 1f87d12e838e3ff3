import { messageIdIn, numberIn, textIn } from '../../exchange/json.ts'
import type { DefiniteFailure, DeliveryOutcome } from '../../ports/provider.ts'
import { isSuccess, type ProviderAnswer } from '../http-call.ts'
import { failure, failureByStatus } from '../http-failure.ts'

const codes: Readonly<Record<number, DefiniteFailure>> = {
  101: 'config',
  102: 'config',
  103: 'config',
  106: 'config',
  202: 'bad_recipient',
  203: 'config',
  207: 'config',
  208: 'config',
  211: 'config',
  301: 'funds',
  302: 'config',
  303: 'config',
  306: 'policy',
  310: 'config',
  418: 'config',
}

/** The same content to the same number within ten seconds: the first one is on its way. */
const repeated = 311

/** Where a number is missing, the text is all there is. The number's own words come last. */
const texts: readonly (readonly [pattern: RegExp, kind: DefiniteFailure, reason: string])[] = [
  [/template/i, 'config', 'template'],
  [/\bauth/i, 'config', 'auth'],
  [/balance/i, 'funds', 'balance'],
  [/\bIP\b/, 'config', 'ip not allowed'],
  [/mobile/i, 'bad_recipient', 'mobile'],
]

/**
 * What an answer of MSG91 means. It says "error" with status 200, too, so that `type` decides; where
 * the error's number stands is not certain.
 */
export const classifyMsg91 = (answer: ProviderAnswer): DeliveryOutcome => {
  const { json } = answer
  const code = numberIn(json, 'code') ?? numberIn(json, 'message')
  const type = textIn(json, 'type')
  if (isSuccess(answer) && type === 'success') return taken(json && messageIdIn(json, 'message'))
  if (code === repeated) return { kind: 'accepted' }
  const byCode = code === undefined ? undefined : codes[code]
  if (byCode !== undefined) return failure(byCode, { answer, reason: String(code) })
  if (answer.status === 429 || answer.status >= 500) return failureByStatus('transient', { answer })
  if (type === 'error') return refusal(answer)
  if (isSuccess(answer)) return { kind: 'unknown', reason: 'unreadable answer' }
  return failureByStatus('config', { answer })
}

const taken = (messageId: string | undefined): DeliveryOutcome => ({
  kind: 'accepted',
  ...(messageId !== undefined && { messageId }),
})

const refusal = (answer: ProviderAnswer): DeliveryOutcome => {
  const message = textIn(answer.json, 'message')
  const found = texts.find(([pattern]) => pattern.test(message))
  if (found !== undefined) return failure(found[1], { answer, reason: found[2] })
  return failureByStatus('config', { answer })
}
