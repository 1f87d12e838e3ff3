import {
  type JsonObject,
  messageIdIn,
  objectIn,
  parseJsonObject,
  textIn,
} from '../../exchange/json.ts'
import type { CallbackKind, CallbackReading, CallbackRequest } from '../../ports/callback.ts'
import type { Clock } from '../../ports/clock.ts'
import type { DeliveryReport } from '../../ports/delivery.ts'
import type { Secret } from '../../ports/secret.ts'
import { callbackRefParameter } from '../callback-address.ts'
import { callbackRefOf, textOf } from '../callback-fields.ts'
import { isSigned, readSigningKey } from '../standard-webhooks.ts'
import { newsOf } from './events.ts'

const secretName = 'resend_webhook_secret'

/** Events of Resend: JSON, signed after Standard Webhooks with the secret of the webhook. */
export const resendCallback: CallbackKind = {
  method: 'post',
  authentication: 'signature',
  secretNames: [secretName],
  create: ({ secret, clock }) => {
    const key = readSigningKey(secretName, secret(secretName))
    return (request) =>
      isGenuine(request, { key, clock }) ? readEvent(request) : { kind: 'forged' }
  },
}

/** Resend calls the headers by the names of Svix; the standard has names of its own. */
const isGenuine = (
  { header, body }: CallbackRequest,
  { key, clock }: { readonly key: Secret; readonly clock: Clock },
): boolean => {
  const field = (name: string) => header(`svix-${name}`) ?? header(`webhook-${name}`) ?? ''
  const [id, timestamp, signatures] = [field('id'), field('timestamp'), field('signature')]
  return id !== '' && isSigned({ id, timestamp, body }, { signatures, key, nowMs: clock.now() })
}

const readEvent = ({ body }: CallbackRequest): CallbackReading => {
  const event = parseJsonObject(textOf(body))
  const type = textIn(event, 'type')
  if (type === '') return { kind: 'unreadable' }
  const data = objectIn(event, 'data') ?? {}
  const news = newsOf(type, data)
  if (news === undefined) return { kind: 'reports', reports: [] }
  const messageId = messageIdIn(data, 'email_id')
  return messageId === undefined
    ? { kind: 'unreadable' }
    : { kind: 'reports', reports: [reportOf(data, { messageId, ...news })] }
}

/** Tags are a list in a request, and an object in an event. */
const reportOf = (data: JsonObject, report: DeliveryReport): DeliveryReport => ({
  ...report,
  callbackRef: callbackRefOf(textIn(objectIn(data, 'tags'), callbackRefParameter)),
})
