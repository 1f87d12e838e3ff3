import { messageIdOf } from '../../exchange/json.ts'
import type { CallbackKind } from '../../ports/callback.ts'
import type { DeliveryReport } from '../../ports/delivery.ts'
import { callbackRefIn, onlyOne } from '../callback-fields.ts'

const news: ReadonlyMap<string, Pick<DeliveryReport, 'state' | 'reason'>> = new Map([
  ['QUEUED', { state: 'accepted' }],
  ['SUBMITTED', { state: 'sent' }],
  ['DELIVERED', { state: 'delivered' }],
  ['NOT_DELIVERED', { state: 'failed', reason: 'not_delivered' }],
  ['PROHIBITED', { state: 'failed', reason: 'prohibited' }],
  ['EXPIRED', { state: 'failed', reason: 'expired' }],
])

/** Reports of Arkesel: everything in the query, and no signature. */
export const arkeselCallback: CallbackKind = {
  method: 'get',
  authentication: 'path_token',
  secretNames: ['webhook_token'],
  create:
    () =>
    ({ query }) => {
      const messageId = messageIdOf(onlyOne(query, 'sms_id'))
      const status = onlyOne(query, 'status')?.toUpperCase()
      if (messageId === undefined || status === undefined) return { kind: 'unreadable' }
      const said = news.get(status)
      const reports = said ? [{ messageId, callbackRef: callbackRefIn(query), ...said }] : []
      return { kind: 'reports', reports }
    },
}
