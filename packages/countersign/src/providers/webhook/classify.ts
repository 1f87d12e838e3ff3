import { messageIdIn, textIn } from '../../exchange/json.ts'
import type { DefiniteFailure, DeliveryOutcome } from '../../ports/provider.ts'
import { isSuccess, type ProviderAnswer } from '../http-call.ts'
import { failure, failureByStatus } from '../http-failure.ts'

const failures: ReadonlySet<string> = new Set<DefiniteFailure>([
  'bad_recipient',
  'opted_out',
  'policy',
  'config',
  'funds',
  'throttled',
  'transient',
])

const isFailure = (outcome: string): outcome is DefiniteFailure => failures.has(outcome)

/**
 * What a receiver's answer means: its `outcome`, whatever the status, or else its status. A success that
 * names an outcome we do not know is not one.
 */
export const classifyWebhook = (answer: ProviderAnswer): DeliveryOutcome => {
  const { json } = answer
  const outcome = textIn(json, 'outcome')
  if (isFailure(outcome)) return failure(outcome, { answer })
  if (outcome === 'unknown') return { kind: 'unknown', reason: 'unknown to the receiver' }
  if (!isSuccess(answer)) return failureByStatus('policy', { answer })
  if (outcome !== '' && outcome !== 'accepted')
    return { kind: 'unknown', reason: 'unknown outcome' }
  const messageId = json && messageIdIn(json, 'message_id')
  return { kind: 'accepted', ...(messageId !== undefined && { messageId }) }
}
