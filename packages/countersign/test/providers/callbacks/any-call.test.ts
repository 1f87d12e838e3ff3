import { createHash } from 'node:crypto'
import { createSecret } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { twilioSignature, webhookSignature } from 'countersign/testing/fake-services'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { callbackRequest } from '../support/callback-request.ts'
import { realKinds } from '../support/under-test.ts'

const clock = createFakeClock()
const key = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const url = 'https://otp.example.com/webhooks/x'

const readers = Object.values(realKinds).flatMap((kind) =>
  kind.callback === undefined
    ? []
    : [{ id: kind.id, read: kind.callback.create({ secret: () => createSecret(key), clock }) }],
)

/** Text that is often nearly a report. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc
    .dictionary(
      fc.constantFrom(
        'MessageSid',
        'MessageStatus',
        'data',
        'sms_id',
        'status',
        '__proto__',
        'type',
      ),
      fc.oneof(fc.json(), fc.string(), fc.constantFrom('delivered', 'failed', '1')),
    )
    .map((fields) => new URLSearchParams(fields).toString()),
)

const signedFor = (address: string, text: string) => {
  const timestamp = String(clock.now() / 1000)
  return {
    'x-twilio-signature': twilioSignature({
      url: address,
      parameters: [...new URLSearchParams(text)],
      authToken: key,
    }),
    'svix-id': 'msg_1',
    'svix-timestamp': timestamp,
    'svix-signature': webhookSignature({ id: 'msg_1', timestamp, body: text, secret: key }),
  }
}

test.each(readers)('H1 H3 $id answers every call, signed or not, and never throws', ({ read }) => {
  fc.assert(
    fc.property(anyText, anyText, fc.boolean(), (query, text, isSigned) => {
      const address = new URL(`${url}?${query}`).href
      const headers = isSigned ? signedFor(address, text) : {}
      const reading = read(callbackRequest({ url: address, headers, body: text }))
      expect(['reports', 'forged', 'unreadable']).toContain(reading.kind)
    }),
    { numRuns: 300 },
  )
})

test.each(readers)('H1 $id answers every sequence of bytes', ({ read }) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (body) => {
      const hash = createHash('sha256').update(body).digest('hex')
      const address = `${url}?bodySHA256=${hash}`
      const headers = signedFor(address, '')
      const reading = read(callbackRequest({ url: address, headers, body }))
      expect(['reports', 'forged', 'unreadable']).toContain(reading.kind)
    }),
  )
})

test('E5 C6 four services report: two sign, and the addresses of the other two hold a secret', () => {
  const described = Object.values(realKinds).flatMap(({ id, callback }) =>
    callback === undefined
      ? []
      : [`${callback.method} ${id} ${callback.authentication} ${callback.secretNames.join()}`],
  )
  expect(described).toEqual([
    'get arkesel path_token webhook_token',
    'post twilio signature twilio_auth_token',
    'post msg91 path_token webhook_token',
    'post resend signature resend_webhook_secret',
  ])
})
