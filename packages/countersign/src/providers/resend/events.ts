import { type JsonObject, objectIn, textIn } from '../../exchange/json.ts'
import type { DeliveryReport } from '../../ports/delivery.ts'

/** What an event says of a message, whichever it is about. */
export type News = Pick<DeliveryReport, 'state' | 'reason' | 'suppresses'>

/** Words of the documentation, as reasons. Any other could be somebody's text. */
const bounceReasons: Readonly<Record<string, string>> = {
  General: 'general',
  NoEmail: 'no_email',
  MailboxFull: 'mailbox_full',
  MessageTooLarge: 'message_too_large',
  ContentRejected: 'content_rejected',
  AttachmentRejected: 'attachment_rejected',
  Undetermined: 'undetermined',
}
const failedReasons = new Set(['reached_daily_quota', 'reached_monthly_quota'])

const readers = new Map<string, (data: JsonObject) => News>([
  ['email.sent', () => ({ state: 'sent' })],
  ['email.delivered', () => ({ state: 'delivered' })],
  ['email.bounced', (data) => bounced(objectIn(data, 'bounce'))],
  ['email.complained', () => ({ state: 'complained', suppresses: 'complained' })],
  ['email.suppressed', (data) => suppressed(objectIn(data, 'suppressed'))],
  ['email.failed', (data) => failed(objectIn(data, 'failed'))],
])

/**
 * What became of a message, or nothing: that it is late, was opened or clicked changes nothing, and
 * neither do events about anything else.
 */
export const newsOf = (type: string, data: JsonObject): News | undefined =>
  readers.get(type)?.(data)

/** Only a permanent bounce says something about the address. */
const bounced = (bounce: JsonObject | undefined): News => {
  const subType = textIn(bounce, 'subType')
  const reason = Object.hasOwn(bounceReasons, subType) ? bounceReasons[subType] : 'bounced'
  return textIn(bounce, 'type') === 'Permanent'
    ? { state: 'bounced', reason, suppresses: 'bounced' }
    : { state: 'failed', reason }
}

/** Resend did not send, because of something that happened earlier. */
const suppressed = (details: JsonObject | undefined): News =>
  textIn(details, 'reason') === 'previous_complaint'
    ? { state: 'failed', reason: 'previous_complaint', suppresses: 'complained' }
    : { state: 'failed', reason: 'suppressed', suppresses: 'bounced' }

const failed = (details: JsonObject | undefined): News => {
  const reason = textIn(details, 'reason')
  return { state: 'failed', reason: failedReasons.has(reason) ? reason : 'failed' }
}
