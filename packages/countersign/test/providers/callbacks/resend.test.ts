import { createSecret } from 'countersign'
import { resend } from 'countersign/providers/resend'
import { createFakeClock } from 'countersign/testing'
import { webhookSignature } from 'countersign/testing/fake-services'
import { describe, expect, test } from 'vitest'
import { callbackRequest, noReport, oddBodies, oneReport } from '../support/callback-request.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek'

const createReader = (nowSeconds: number, key = secret) => {
  const clock = createFakeClock(nowSeconds * 1000)
  const read = resend.callback?.create({ secret: () => createSecret(key), clock })
  return (headers: Readonly<Record<string, string>>, body: string | Uint8Array) =>
    read?.(callbackRequest({ headers, body }))
}

const published = {
  timestamp: '1614265330',
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

const headersOf = (names: string, { timestamp, signature }: Omit<typeof published, 'body'>) => ({
  [`${names}-id`]: id,
  [`${names}-timestamp`]: timestamp,
  [`${names}-signature`]: signature,
})

/** Genuine calls say nothing that is known here, so they are unreadable; others are forged. */
const genuine = { kind: 'unreadable' }
const forged = { kind: 'forged' }

describe('H1 E5 the signature', () => {
  const read = createReader(1_614_265_330)
  const { body, signature, timestamp } = published

  test.each(['svix', 'webhook'])('H1 the published one is right in headers of %s', (names) => {
    expect(read(headersOf(names, published), body)).toEqual(genuine)
  })

  test.each([
    ['another body', { ...published, body: '{"test": 2432232315}' }],
    ['another space in the body', { ...published, body: '{"test":2432232314}' }],
    ['another moment', { ...published, timestamp: '1614265331' }],
    ['another version', { ...published, signature: signature.replace('v1', 'v2') }],
    ['no version', { ...published, signature: signature.slice(3) }],
    ['one letter changed', { ...published, signature: signature.replace('g0', 'h0') }],
    ['its end missing', { ...published, signature: signature.slice(0, -1) }],
    ['no signature', { ...published, signature: '' }],
    ['no moment', { ...published, timestamp: '' }],
    ['a moment that is no number', { ...published, timestamp: '1614265330x' }],
    ['a moment without end', { ...published, timestamp: 'Infinity' }],
  ])('H1 with %s it is forged', (_, changed) => {
    expect(read(headersOf('svix', changed), changed.body)).toEqual(forged)
  })

  test('H1 without an id, or with another, it is forged', () => {
    const { 'svix-id': _, ...others } = headersOf('svix', published)
    expect(read(others, body)).toEqual(forged)
    expect(read({ ...others, 'svix-id': 'msg_other' }, body)).toEqual(forged)
  })

  test('H1 any one of several signatures is enough', () => {
    const several = `v1a,xyz v1,AAAA ${signature} v2,${signature.slice(3)}`
    expect(read(headersOf('svix', { timestamp, signature: several }), body)).toEqual(genuine)
  })

  test.each([
    [-301, forged],
    [-300, genuine],
    [0, genuine],
    [300, genuine],
    [301, forged],
  ])('H1 H2 a call that comes %s s after it was signed is %o', (lateSeconds, reading) => {
    const later = createReader(1_614_265_330 + lateSeconds)
    expect(later(headersOf('svix', published), body)).toEqual(reading)
  })

  test('H1 another key makes another signature', () => {
    const other = createReader(1_614_265_330, `whsec_${Buffer.alloc(32, 7).toString('base64')}`)
    expect(other(headersOf('svix', published), body)).toEqual(forged)
  })

  test.each(['', 'whsec_', 'whsec_short', 'whsec_!!!!', 'plain text is no key at all'])(
    'B8 %j is no key, and the reason names the file and not the value',
    (bad) => {
      expect(() => createReader(0, bad)).toThrow(
        'resend_webhook_secret: must be whsec_ and 24 to 64 bytes in base64',
      )
    },
  )
})

const read = createReader(1_767_225_600)

const readSigned = (body: string | Uint8Array) => {
  const timestamp = '1767225600'
  const signed = { id, timestamp, body: Buffer.from(body).toString(), secret }
  return read(headersOf('svix', { timestamp, signature: webhookSignature(signed) }), body)
}

const event = (type: string, data: object = {}) =>
  readSigned(JSON.stringify({ type, created_at: '2026-01-01', data: { email_id: 'e-1', ...data } }))

const bounce = (type: string, subType: string) => ({
  bounce: { type, subType, message: 'ama@example.com does not exist, code 123456' },
})

describe('E5 what an event says', () => {
  test.each([
    ['email.sent', {}, { state: 'sent' }],
    ['email.delivered', {}, { state: 'delivered' }],
    ['email.complained', {}, { state: 'complained', suppresses: 'complained' }],
    [
      'email.bounced',
      bounce('Permanent', 'NoEmail'),
      { state: 'bounced', reason: 'no_email', suppresses: 'bounced' },
    ],
    [
      'email.bounced',
      bounce('Transient', 'MailboxFull'),
      { state: 'failed', reason: 'mailbox_full' },
    ],
    ['email.bounced', bounce('Undetermined', '?'), { state: 'failed', reason: 'bounced' }],
    [
      'email.bounced',
      bounce('Permanent', 'toString'),
      { reason: 'bounced', suppresses: 'bounced' },
    ],
    ['email.bounced', { bounce: 'gone' }, { state: 'failed', reason: 'bounced' }],
    [
      'email.suppressed',
      { suppressed: { reason: 'previous_complaint', message: 'ama@example.com' } },
      { state: 'failed', reason: 'previous_complaint', suppresses: 'complained' },
    ],
    [
      'email.suppressed',
      { suppressed: { reason: 'previous_bounce' } },
      { state: 'failed', reason: 'suppressed', suppresses: 'bounced' },
    ],
    ['email.suppressed', {}, { state: 'failed', reason: 'suppressed', suppresses: 'bounced' }],
    [
      'email.failed',
      { failed: { reason: 'reached_daily_quota' } },
      { state: 'failed', reason: 'reached_daily_quota' },
    ],
    [
      'email.failed',
      { failed: { reason: 'ama@example.com 123456' } },
      { state: 'failed', reason: 'failed' },
    ],
  ])('E5 G4 %s %j is %j', (type, data, news) => {
    expect(event(type, data)).toMatchObject(oneReport({ messageId: 'e-1', ...news }))
    const text = JSON.stringify(event(type, data))
    expect(text).not.toMatch(/ama@|123456/)
    if (!('suppresses' in news)) expect(text).not.toContain('suppresses')
  })

  test.each([
    'email.delivery_delayed',
    'email.opened',
    'email.clicked',
    'email.scheduled',
    'email.received',
    'contact.created',
    'domain.updated',
    'email.teleported',
    'toString',
  ])('H3 %s says nothing', (type) => {
    expect(event(type)).toEqual(noReport)
  })

  test.each([
    [{ delivery: 'd-1' }, 'd-1'],
    [{ delivery: 'a b' }, undefined],
    [{ delivery: 7 }, undefined],
    [[{ name: 'delivery', value: 'd-1' }], undefined],
    ['delivery', undefined],
    [undefined, undefined],
  ])('E5 the delivery in the tags %j is %s', (tags, callbackRef) => {
    expect(event('email.sent', { tags })).toEqual(
      oneReport({ messageId: 'e-1', state: 'sent', callbackRef }),
    )
  })

  test('H3 an event about a message without an id cannot be read', () => {
    for (const email_id of [undefined, '', 7, 'a b', ['e-1']])
      expect(event('email.sent', { email_id })).toEqual({ kind: 'unreadable' })
  })
})

test.each(oddBodies)('H1 %s is forged without a signature, and no report with one', (_, body) => {
  expect(read(headersOf('svix', published), body)).toEqual(forged)
  const reading = typeof body === 'string' ? readSigned(body) : genuine
  expect([genuine, noReport]).toContainEqual(reading)
})
