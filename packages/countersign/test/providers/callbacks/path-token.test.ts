import { createSecret } from 'countersign'
import { arkesel } from 'countersign/providers/arkesel'
import { msg91 } from 'countersign/providers/msg91'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { callbackRequest, noReport, oddBodies, oneReport } from '../support/callback-request.ts'

const parts = { secret: () => createSecret('no reader needs it'), clock: createFakeClock() }
const readArkesel = arkesel.callback?.create(parts)
const readMsg91 = msg91.callback?.create(parts)
const unreadable = { kind: 'unreadable' }

const arkeselSays = (query: string) =>
  readArkesel?.(callbackRequest({ url: `https://otp.example.com/webhooks/arkesel/T?${query}` }))

describe('A2 what a report of Arkesel says', () => {
  test.each([
    ['QUEUED', { state: 'accepted' }],
    ['SUBMITTED', { state: 'sent' }],
    ['DELIVERED', { state: 'delivered' }],
    ['delivered', { state: 'delivered' }],
    ['NOT_DELIVERED', { state: 'failed', reason: 'not_delivered' }],
    ['PROHIBITED', { state: 'failed', reason: 'prohibited' }],
    ['EXPIRED', { state: 'failed', reason: 'expired' }],
  ])('A2 %s is %j, and nobody is suppressed on a hint', (status, news) => {
    expect(arkeselSays(`delivery=d-1&sms_id=id-1&status=${status}`)).toEqual(
      oneReport({ messageId: 'id-1', callbackRef: 'd-1', ...news }),
    )
  })

  test('H3 a status that nobody knows says nothing, and neither do more parameters', () => {
    expect(arkeselSays('sms_id=id-1&status=ANSWERED')).toEqual(noReport)
    expect(arkeselSays('sms_id=id-1&status=toString')).toEqual(noReport)
    expect(arkeselSays('sms_id=id-1&status=SUBMITTED&a=1&a=2')).toMatchObject(
      oneReport({ messageId: 'id-1', state: 'sent' }),
    )
  })

  test.each([
    'status=DELIVERED',
    'sms_id=id-1',
    'sms_id=&status=DELIVERED',
    'sms_id=a%20b&status=DELIVERED',
    'sms_id=%FF%00&status=DELIVERED',
    'sms_id=id-1&sms_id=id-2&status=DELIVERED',
    'sms_id=id-1&status=DELIVERED&status=EXPIRED',
    `sms_id=${'x'.repeat(10_000)}&status=DELIVERED`,
    '&&&=&=',
  ])('H3 %s cannot be read', (query) => {
    expect(arkeselSays(query)).toEqual(unreadable)
  })
})

const msg91Says = (body: string | Uint8Array) => readMsg91?.(callbackRequest({ body }))
const asForm = (value: unknown) =>
  new URLSearchParams({ data: JSON.stringify(value), more: '1' }).toString()
const v2 = (requestId: string, ...reports: readonly object[]) => ({
  ...{ senderId: 'ACMEIN', requestId, userId: '1', campaignName: 'otp', report: reports },
})

describe('C6 what a report of MSG91 says', () => {
  test.each([
    ['1', { state: 'delivered' }],
    [1, { state: 'delivered' }],
    ['2', { state: 'failed', reason: '2' }],
    ['9', { state: 'failed', reason: '9' }],
    ['16', { state: 'failed', reason: '16' }],
    ['17', { state: 'failed', reason: '17' }],
    ['25', { state: 'failed', reason: '25' }],
    ['99', { state: 'failed', reason: '99' }],
    ['919876543210', { state: 'failed', reason: 'failed' }],
  ])('C6 G4 the status %s is %j in every format, and no text is kept', (status, news) => {
    const one = { date: '2026-01-01', number: '919876543210', status, desc: 'code 123456 FAILED' }
    const due = oneReport({ messageId: 'r-1', ...news })
    expect(msg91Says(asForm([v2('r-1', one)]))).toEqual(due)
    expect(msg91Says(JSON.stringify({ requestId: 'r-1', ...one }))).toEqual(due)
    expect(msg91Says(JSON.stringify([{ requestId: 'r-1', ...one }]))).toEqual(due)
  })

  test.each([
    ['delivered', { state: 'delivered' }],
    ['DELIVERED', { state: 'delivered' }],
    ['sent', { state: 'sent' }],
    ['failed', { state: 'failed', reason: 'failed' }],
    ['rejected', { state: 'failed', reason: 'rejected' }],
  ])('C6 the event %s is %j', (event, news) => {
    const inside = { data: [{ requestId: 'r-1', meta: '0', description: 'text' }], event }
    const outside = { requestId: 'r-1', data: [{ meta: '0', ts: 1 }], event }
    for (const entry of [inside, outside])
      expect(msg91Says(JSON.stringify([entry]))).toEqual(oneReport({ messageId: 'r-1', ...news }))
  })

  test('C6 one call may report many', () => {
    const delivered = { status: '1' }
    const failed = { status: '2' }
    expect(msg91Says(asForm([v2('r-1', delivered), v2('r-2', failed, delivered)]))).toEqual({
      kind: 'reports',
      reports: [
        { messageId: 'r-1', state: 'delivered' },
        { messageId: 'r-2', state: 'failed', reason: '2' },
        { messageId: 'r-2', state: 'delivered' },
      ],
    })
  })

  test('H3 what names no message, or says nothing of it, says nothing', () => {
    for (const entry of [
      v2('a b', { status: '1' }),
      v2('r-1', { status: 'x' }),
      v2('r-1', { status: '-1' }),
      v2('r-1', { status: '1.5' }),
      { event: 'delivered', data: [{ description: 'DELIVERED', ts: 1 }] },
      { event: 'clicked', requestId: 'r-1' },
    ])
      expect(msg91Says(asForm([entry]))).toEqual(noReport)
    expect(msg91Says('data=%5B%5D&data=%5B%5D')).toEqual(unreadable)
  })
})

test.each(oddBodies)('H3 %s is no report of MSG91', (_, body) => {
  expect([unreadable, noReport]).toContainEqual(msg91Says(body))
  if (typeof body === 'string')
    expect([unreadable, noReport]).toContainEqual(msg91Says(`data=${encodeURIComponent(body)}`))
})
