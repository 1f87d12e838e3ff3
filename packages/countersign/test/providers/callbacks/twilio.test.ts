import { createSecret } from 'countersign'
import { twilio } from 'countersign/providers/twilio'
import { createFakeClock } from 'countersign/testing'
import { type Parameters, twilioBodyHash, twilioSignature } from 'countersign/testing/fake-services'
import { describe, expect, test } from 'vitest'
import { callbackRequest, noReport, oddBodies, oneReport } from '../support/callback-request.ts'

const formBody = (parameters: Parameters) =>
  new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()

const authToken = '12345'
const read = twilio.callback?.create({
  secret: () => createSecret(authToken),
  clock: createFakeClock(),
})

const kindOf = (url: string, signature: string, body = '') =>
  read?.(callbackRequest({ url, headers: { 'x-twilio-signature': signature }, body })).kind

const call: Parameters = [
  ['CallSid', 'CA1234567890ABCDE'],
  ['Caller', '+14158675309'],
  ['Digits', '1234'],
  ['From', '+14158675309'],
  ['To', '+18005551212'],
]
const repeated: Parameters = [
  ['Sid', 'CA123'],
  ['SidAccount', 'AC123'],
  ['Digits', '5678'],
  ['Digits', '1234'],
  ['Digits', '1234'],
]
const json = '{"property": "value", "boolean": true}'
const host = 'mycompany.com'
const rest = '/myapp.php?foo=1&bar=2'
const hashed = `${rest}&bodySHA256=${twilioBodyHash(json)}`

describe('H1 the signatures that Twilio publishes', () => {
  test.each([
    ['plain', `https://${host}${rest}`, formBody(call), 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    [
      'signed with the port',
      `https://${host}${rest}`,
      formBody(call),
      'kvajT1Ptam85bY51eRf/AJRuM3w=',
    ],
    [
      'a port of its own',
      `http://${host}:1234${rest}`,
      formBody(call),
      'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=',
    ],
    [
      'http, signed with the port',
      `http://${host}${rest}`,
      formBody(call),
      '0ZXoZLH/DfblKGATFgpif+LLRf4=',
    ],
    [
      'repeated names',
      `https://${host}${rest}`,
      formBody(repeated),
      'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
    ],
    ['a JSON body', `https://${host}${hashed}`, json, 'a9nBmqA0ju/hNViExpshrM61xv4='],
  ])('H1 are right: %s', (_, url, body, signature) => {
    expect(kindOf(url, signature, body)).toBe('unreadable')
    expect(kindOf(url, signature.replace(/^./, 'x'), body)).toBe('forged')
    expect(kindOf(url, '', body)).toBe('forged')
    expect(kindOf(`${url}&x=1`, signature, body)).toBe('forged')
    expect(kindOf(url.replace('myapp', 'other'), signature, body)).toBe('forged')
    expect(kindOf(url.replace(host, 'evil.example'), signature, body)).toBe('forged')
    expect(kindOf(url, signature, `${body}0`)).toBe('forged')
  })

  test('H1 a standard port may stand in the address, or in what was signed, or in neither', () => {
    const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8='
    expect(kindOf(`https://${host}:443${rest}`, signature, formBody(call))).toBe('unreadable')
    const port = 'kvajT1Ptam85bY51eRf/AJRuM3w='
    expect(kindOf(`https://${host}:443${rest}`, port, formBody(call))).toBe('unreadable')
  })

  test('H1 a hash of the body that stands there twice, or beside another body, is not believed', () => {
    const url = `https://${host}${hashed}`
    expect(kindOf(url, 'a9nBmqA0ju/hNViExpshrM61xv4=', `${json} `)).toBe('forged')
    const twice = `${url}&bodySHA256=${twilioBodyHash('{}')}`
    const signature = twilioSignature({ url: twice, parameters: [], authToken })
    expect(kindOf(twice, signature, json)).toBe('forged')
  })
})

const own = 'https://otp.example.com/webhooks/twilio?delivery=d-1'
const sid = `SM${'0'.repeat(32)}`

/** What a genuine call is read as. */
const readSigned = (parameters: Parameters, url = own) => {
  const signature = twilioSignature({ url, parameters, authToken })
  const headers = { 'x-twilio-signature': signature }
  return read?.(callbackRequest({ url, headers, body: formBody(parameters) }))
}

const status = (name: string, ...extra: Parameters) =>
  readSigned([['MessageSid', sid], ['MessageStatus', name], ...extra])

describe('E5 C6 what a status callback says', () => {
  test.each([
    ['accepted', 'accepted'],
    ['scheduled', 'accepted'],
    ['queued', 'accepted'],
    ['sending', 'accepted'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'delivered'],
  ])('E5 %s is %s', (said, state) => {
    expect(status(said)).toEqual(oneReport({ messageId: sid, callbackRef: 'd-1', state }))
  })

  test.each(['undelivered', 'failed', 'canceled'])(
    'E5 %s is failed, and the reason is it',
    (said) => {
      expect(status(said)).toMatchObject(oneReport({ state: 'failed', reason: said }))
    },
  )

  test.each([
    ['30004', 'opted_out'],
    ['21610', 'opted_out'],
    ['63014', 'opted_out'],
    ['30003', undefined],
    ['30005', undefined],
    ['30006', undefined],
    ['30007', undefined],
    ['39999', undefined],
  ])('E5 a failure with %s suppresses: %s', (code, suppresses) => {
    const reading = status('undelivered', ['ErrorCode', code])
    expect(reading).toMatchObject(oneReport({ state: 'failed', reason: code }))
    expect(reading).toEqual(
      oneReport({
        ...{ messageId: sid, callbackRef: 'd-1', state: 'failed', reason: code },
        ...(suppresses && { suppresses }),
      }),
    )
  })

  test('E5 an error code beside a success suppresses nobody', () => {
    expect(status('sent', ['ErrorCode', '30004'])).toEqual(
      oneReport({ messageId: sid, callbackRef: 'd-1', state: 'sent' }),
    )
  })

  test.each([
    'receiving',
    'received',
    'partially_delivered',
    'Delivered',
    'teleported',
    'toString',
  ])('H3 the status %s says nothing', (said) => {
    expect(status(said)).toEqual(noReport)
  })

  test('G4 a reason is a code of five digits or a status, whatever is sent', () => {
    for (const code of ['233200000000', '12', '+233200000000', 'the code 123456', ''])
      expect(status('failed', ['ErrorCode', code])).toMatchObject(oneReport({ reason: 'failed' }))
  })

  test('H2 parameters that nobody knows are signed too, and change nothing', () => {
    const known = status('delivered')
    expect(status('delivered', ['RawDlrDoneDate', '1'], ['New', 'a'], ['New', 'b'])).toEqual(known)
  })

  test('H3 without an id, without a status, or with two of one, there is nothing to read', () => {
    expect(readSigned([['MessageStatus', 'sent']])).toEqual({ kind: 'unreadable' })
    expect(readSigned([['MessageSid', sid]])).toEqual({ kind: 'unreadable' })
    expect(
      readSigned([
        ['MessageSid', 'a b'],
        ['MessageStatus', 'sent'],
      ]),
    ).toEqual({
      kind: 'unreadable',
    })
    expect(status('sent', ['MessageStatus', 'failed'])).toEqual({ kind: 'unreadable' })
  })

  test('E5 the older names will do', () => {
    const reading = readSigned([
      ['SmsSid', sid],
      ['SmsStatus', 'sent'],
    ])
    expect(reading).toMatchObject(oneReport({ messageId: sid, state: 'sent' }))
  })

  test.each([
    ['https://otp.example.com/webhooks/twilio', undefined],
    ['https://otp.example.com/webhooks/twilio?delivery=a&delivery=b', undefined],
    ["https://otp.example.com/webhooks/twilio?delivery='%20or%201=1", undefined],
    ['https://otp.example.com/webhooks/twilio?delivery=0123456789abcdef_-', '0123456789abcdef_-'],
  ])('H3 the delivery in %s is %s', (url, callbackRef) => {
    const reading = readSigned(
      [
        ['MessageSid', sid],
        ['MessageStatus', 'sent'],
      ],
      url,
    )
    expect(reading).toEqual(oneReport({ messageId: sid, callbackRef, state: 'sent' }))
  })

  test('E5 a JSON body is read as a form is', () => {
    const body = JSON.stringify({ MessageSid: sid, MessageStatus: 'failed', ErrorCode: 30004 })
    const url = `${own}&bodySHA256=${twilioBodyHash(body)}`
    const signature = twilioSignature({ url, parameters: [], authToken })
    const headers = { 'x-twilio-signature': signature }
    expect(read?.(callbackRequest({ url, headers, body }))).toMatchObject(
      oneReport({ messageId: sid, state: 'failed', reason: '30004', suppresses: 'opted_out' }),
    )
  })
})

test('L5 a call with hundreds of parameters is no call of Twilio’s, signed or not', () => {
  const many = (count: number): Parameters =>
    Array.from({ length: count }, (_, n) => [`Field${n}`, '1'] as const)
  const sent: Parameters = [
    ['MessageSid', sid],
    ['MessageStatus', 'sent'],
  ]
  expect(readSigned([...sent, ...many(498)])).toMatchObject(oneReport({ state: 'sent' }))
  expect(readSigned([...sent, ...many(499)])).toEqual({ kind: 'forged' })
})

test.each(oddBodies)('H1 %s is forged without a signature, and unreadable with one', (_, body) => {
  const headers = { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' }
  expect(read?.(callbackRequest({ url: own, headers, body }))).toEqual({ kind: 'forged' })
  if (typeof body === 'string' && !body.startsWith('&a='))
    expect(readSigned([...new URLSearchParams(body)])).toEqual({ kind: 'unreadable' })
})
