import { createSecret } from 'countersign'
import { createResend, resend } from 'countersign/providers/resend'
import { createFakeResend } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { resendRows } from './support/answer-tables.ts'
import { emailMessage, send } from './support/message.ts'
import { describeHttpTroubles } from './support/section-nine.ts'
import { secret } from './support/under-test.ts'

const createFaked = async () => {
  const fake = await createFakeResend()
  onTestFinished(fake.stop)
  const settings = { from: 'Acme <otp@acme.example>', baseUrl: fake.url }
  return { fake, provider: createResend({ settings, secret, callbackUrl: undefined }) }
}

test('E5 the request is the one that Resend documents', async () => {
  const { provider, fake } = await createFaked()
  expect(await send(provider)).toEqual({ kind: 'accepted', messageId: fake.messages[0]?.id })
  expect(fake.requests).toMatchObject([
    {
      method: 'POST',
      path: '/emails',
      headers: {
        authorization: 'Bearer re_marker_resend_key',
        'idempotency-key': '00112233445566778899aabbccddeeff',
        'content-type': 'application/json',
        'user-agent': 'countersign',
      },
    },
  ])
  expect(JSON.parse(fake.requests[0]?.body ?? '')).toEqual({
    from: 'Acme <otp@acme.example>',
    to: ['Ama@example.com'],
    subject: 'Your Acme code',
    text: 'Your Acme code:\n\n123456\n',
    html: '<p>Your Acme code: <b>123456</b></p>',
  })
})

test('E5 a retry of the same hand-over arrives once and has the same id', async () => {
  const { provider, fake } = await createFaked()
  const first = await send(provider)
  expect(await send(provider)).toEqual(first)
  expect(fake.requests).toHaveLength(2)
  expect(fake.messages).toHaveLength(1)
})

test('E5 a message that was taken without our learning of it is found again by its key', async () => {
  const { provider, fake } = await createFaked()
  fake.breakWith({ kind: 'reset' }, 1)
  expect(await send(provider)).toMatchObject({ kind: 'unknown' })
  expect(await send(provider)).toEqual({ kind: 'accepted', messageId: fake.messages[0]?.id })
  expect(fake.messages).toHaveLength(1)
})

test('E5 the same key with another text is a fault of ours, and is not tried again', async () => {
  const { provider, fake } = await createFaked()
  await send(provider)
  const other = { ...emailMessage, text: createSecret('Your Acme code:\n\n654321\n') }
  const outcome = { kind: 'config', reason: 'invalid_idempotent_request' }
  expect(await send(provider, other)).toEqual(outcome)
  expect(fake.messages).toHaveLength(1)
})

describe('E5 every error of the table has its class', () => {
  test.each(resendRows)('E5 $status $name is $kind', async ({ status, kind, name }) => {
    const { provider, fake } = await createFaked()
    fake.refuseWith({ status, name })
    expect(await send(provider)).toEqual({ kind, reason: name })
  })

  test.each([
    [400, 'Invalid `to` field. The email address is not valid.', 'bad_recipient'],
    [422, 'Invalid `to` field. The email address is not valid.', 'bad_recipient'],
    [400, 'Invalid `from` field. It needs to follow the format.', 'config'],
    [403, 'You can only send to your own address. Change the `to` field.', 'config'],
  ])('E5 a %s validation_error that says "%s" is %s', async (status, message, kind) => {
    const { provider, fake } = await createFaked()
    fake.refuseWith({ status, name: 'validation_error', message })
    expect(await send(provider)).toEqual({ kind, reason: 'validation_error' })
  })

  test('E5 a throttled request says how long to wait, a used-up quota does not', async () => {
    const { provider, fake } = await createFaked()
    const headers = { 'retry-after': '1' }
    fake.refuseWith({ status: 429, name: 'rate_limit_exceeded', headers })
    expect(await send(provider)).toMatchObject({ kind: 'throttled', retryAfterMs: 1000 })
    fake.refuseWith({ status: 429, name: 'daily_quota_exceeded', headers })
    expect(await send(provider)).toEqual({ kind: 'funds', reason: 'daily_quota_exceeded' })
  })

  test.each([
    [400, 'config'],
    [409, 'config'],
    [429, 'throttled'],
    [451, 'policy'],
    [500, 'transient'],
  ])('E5 G4 a %s with a name nobody knows is %s, and the name is not repeated', async (...row) => {
    const [status, kind] = row
    const { provider, fake } = await createFaked()
    fake.refuseWith({ status, name: 'Ama@example.com', message: '123456' })
    expect(await send(provider)).toEqual({ kind, reason: `http ${status}` })
  })

  test('E5 an error that is no JSON is taken for a fault of the service', async () => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ kind: 'answer', answer: { status: 403, body: '<h1>Forbidden</h1>' } })
    expect(await send(provider)).toEqual({ kind: 'transient', reason: 'http 403' })
  })

  test('E5 a 200 without an id is no proof that the message was taken', async () => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ kind: 'answer', answer: { status: 200, body: '{"id":""}' } })
    expect(await send(provider)).toEqual({ kind: 'unknown', reason: 'no message id' })
  })
})

describeHttpTroubles('E5', createFaked)

test('E5 the sender is an address, with a name or without', () => {
  const check = (from: string) => resend.settingsSchema.safeParse({ from }).success
  for (const good of [
    'otp@acme.example',
    'Acme <otp@acme.example>',
    'Ácme & Co <otp@acme.example>',
  ])
    expect(check(good), good).toBe(true)
  for (const bad of ['Acme', 'a@b\r\nBcc: c@d', 'Acme\n <a@b>', '<a@b> <c@d>', 'a@b, c@d'])
    expect(check(bad), bad).toBe(false)
})
