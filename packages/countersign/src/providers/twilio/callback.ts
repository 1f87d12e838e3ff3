import { messageIdOf, numberIn, parseJsonObject, textIn } from '../../exchange/json.ts'
import type { CallbackKind, CallbackReading, CallbackRequest } from '../../ports/callback.ts'
import type { DeliveryReport } from '../../ports/delivery.ts'
import { callbackRefIn, onlyOne, textOf } from '../callback-fields.ts'
import { twilioReason } from './classify.ts'
import { twilioCodes } from './codes.ts'
import { isSignedByTwilio } from './signature.ts'

/** Those of messages that come in, and any that Twilio thinks of later, say nothing of ours. */
const states: ReadonlyMap<string, DeliveryReport['state']> = new Map([
  ['accepted', 'accepted'],
  ['scheduled', 'accepted'],
  ['queued', 'accepted'],
  ['sending', 'accepted'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'delivered'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
])

/** Status callbacks of Twilio: a form, or JSON, signed with the account's auth token. */
export const twilioCallback: CallbackKind = {
  method: 'post',
  authentication: 'signature',
  secretNames: ['twilio_auth_token'],
  create: ({ secret }) => {
    const authToken = secret('twilio_auth_token')
    return (request) => {
      const text = textOf(request.body)
      if (text === undefined || hasTooManyFields(text)) return { kind: 'forged' }
      const form = new URLSearchParams(text)
      if (!isSignedByTwilio(request, { form, authToken })) return { kind: 'forged' }
      return readStatus(request, fieldsOf(text, form))
    }
  },
}

/** Twilio sends about twenty. Sorting thousands would cost a forger nothing, and us a lot. */
const hasTooManyFields = (text: string): boolean => text.split('&', 501).length > 500

type Fields = (name: string) => string | undefined

const fieldsOf = (text: string, form: URLSearchParams): Fields => {
  const json = parseJsonObject(text)
  if (json === undefined) return (name) => onlyOne(form, name)
  return (name) => numberIn(json, name)?.toString() ?? textIn(json, name)
}

const readStatus = ({ query }: CallbackRequest, field: Fields): CallbackReading => {
  const messageId = messageIdOf(field('MessageSid') ?? field('SmsSid'))
  const status = field('MessageStatus') ?? field('SmsStatus') ?? ''
  if (messageId === undefined || status === '') return { kind: 'unreadable' }
  const state = states.get(status)
  if (state === undefined) return { kind: 'reports', reports: [] }
  const report = { messageId, callbackRef: callbackRefIn(query), state }
  return {
    kind: 'reports',
    reports: [state === 'failed' ? { ...report, ...failure(status, field('ErrorCode')) } : report],
  }
}

const failure = (status: string, errorCode: string | undefined): Partial<DeliveryReport> => {
  const code = numberIn({ errorCode }, 'errorCode')
  const isOptedOut = code !== undefined && twilioCodes[code] === 'opted_out'
  return { reason: twilioReason(code) ?? status, ...(isOptedOut && { suppresses: 'opted_out' }) }
}
