import {
  isJsonObject,
  type JsonObject,
  messageIdIn,
  numberIn,
  parseJson,
  textIn,
} from '../../exchange/json.ts'
import type { CallbackKind } from '../../ports/callback.ts'
import type { DeliveryReport } from '../../ports/delivery.ts'
import { onlyOne, textOf } from '../callback-fields.ts'

/**
 * Reports of MSG91, many in one call, in any of its three formats: a form whose `data` is JSON (v2), one
 * flat object (v3), or a list of events (v4). There is no signature.
 */
export const msg91Callback: CallbackKind = {
  method: 'post',
  authentication: 'path_token',
  secretNames: ['webhook_token'],
  create:
    () =>
    ({ body }) => {
      const sent = parseSent(textOf(body))
      const entries = (Array.isArray(sent) ? sent : [sent]).filter(isJsonObject)
      if (entries.length === 0) return { kind: 'unreadable' }
      return { kind: 'reports', reports: entries.flatMap(reportsOf) }
    },
}

/** What arrived, whatever its content type says. */
const parseSent = (text: string | undefined): unknown =>
  parseJson(text) ?? parseJson(onlyOne(new URLSearchParams(text ?? ''), 'data'))

/** The id stands in the entry itself, or in each of the reports inside. */
const reportsOf = (entry: JsonObject): readonly DeliveryReport[] => {
  const inside = [entry['report'], entry['data']].filter(Array.isArray).flat().filter(isJsonObject)
  const reports = inside.length === 0 ? [entry] : inside
  return reports.flatMap((report) => {
    const messageId = messageIdIn(report, 'requestId') ?? messageIdIn(entry, 'requestId')
    const said = byStatus(numberIn(report, 'status')) ?? byEvent(textIn(entry, 'event'))
    return messageId !== undefined && said !== undefined ? [{ messageId, ...said }] : []
  })
}

type News = Pick<DeliveryReport, 'state' | 'reason'>

/**
 * Each number but one says that the message did not arrive, those included that MSG91 has not written
 * down. They have one or two digits: a longer one may be a piece of the message.
 */
const byStatus = (status: number | undefined): News | undefined => {
  if (status === undefined) return undefined
  if (status === 1) return { state: 'delivered' }
  return { state: 'failed', reason: status < 100 ? String(status) : 'failed' }
}

const events: ReadonlyMap<string, News> = new Map([
  ['sent', { state: 'sent' }],
  ['delivered', { state: 'delivered' }],
  ['failed', { state: 'failed', reason: 'failed' }],
  ['rejected', { state: 'failed', reason: 'rejected' }],
])

const byEvent = (event: string): News | undefined => events.get(event.toLowerCase())
