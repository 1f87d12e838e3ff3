import { messageIdIn, textIn } from '../../exchange/json.ts'
import type { DefiniteFailure, DeliveryOutcome } from '../../ports/provider.ts'
import { isSuccess, type ProviderAnswer } from '../http-call.ts'
import { failure, failureByStatus } from '../http-failure.ts'

const names: ReadonlyMap<string, DefiniteFailure> = new Map([
  ['invalid_idempotency_key', 'config'],
  ['validation_error', 'config'],
  ['missing_api_key', 'config'],
  ['restricted_api_key', 'config'],
  ['invalid_api_key', 'config'],
  ['suspended_api_key', 'config'],
  ['invalid_permission', 'config'],
  ['not_found', 'config'],
  ['method_not_allowed', 'config'],
  ['invalid_idempotent_request', 'config'],
  ['concurrent_idempotent_requests', 'transient'],
  ['resource_locked', 'transient'],
  ['missing_required_field', 'config'],
  ['missing_required_parameter', 'config'],
  ['invalid_parameter', 'config'],
  ['invalid_attachment', 'config'],
  ['invalid_from_address', 'config'],
  ['invalid_access', 'config'],
  ['invalid_region', 'config'],
  ['rate_limit_exceeded', 'throttled'],
  ['daily_quota_exceeded', 'funds'],
  ['monthly_quota_exceeded', 'funds'],
  ['security_error', 'policy'],
  ['application_error', 'transient'],
  ['internal_server_error', 'transient'],
  ['service_unavailable', 'transient'],
])

/** What an answer of Resend means. */
export const classifyResend = (answer: ProviderAnswer): DeliveryOutcome => {
  const { status, json } = answer
  if (isSuccess(answer)) {
    const messageId = json && messageIdIn(json, 'id')
    return messageId === undefined
      ? { kind: 'unknown', reason: 'no message id' }
      : { kind: 'accepted', messageId }
  }
  // An error that is not JSON comes from something in front of Resend: the same key is safe to retry.
  if (json === undefined && status !== 429) return failure('transient', { answer })
  const name = textIn(json, 'name')
  if (name === 'validation_error' && status !== 403 && namesRecipient(textIn(json, 'message')))
    return failure('bad_recipient', { answer, reason: name })
  const known = names.get(name)
  if (known !== undefined) return failure(known, { answer, reason: name })
  return failureByStatus(status === 451 ? 'policy' : 'config', { answer })
}

/** Whether a text is about the field `to`: the word alone stands in any sentence. */
const namesRecipient = (message: string): boolean => /[`'"]to[`'"]|\bto field\b/i.test(message)
