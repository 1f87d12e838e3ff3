import { createSecret } from 'countersign'
import { type ArkeselSettings, arkesel, createArkesel } from 'countersign/providers/arkesel'
import { createFakeArkesel } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { arkeselRows } from './support/answer-tables.ts'
import { send, textMessage } from './support/message.ts'
import { describeHttpTroubles } from './support/section-nine.ts'
import { secret } from './support/under-test.ts'

const createFaked = async (
  settings: Partial<ArkeselSettings> = {},
  callbackUrl: string | undefined = undefined,
) => {
  const fake = await createFakeArkesel()
  onTestFinished(fake.stop)
  const parts = { settings: { senderId: 'Acme', baseUrl: fake.url, ...settings }, secret }
  return { fake, provider: createArkesel({ ...parts, callbackUrl }) }
}

test('A2 the request is the one that Arkesel documents', async () => {
  const { provider, fake } = await createFaked({}, 'https://otp.example.com/webhooks/arkesel/TOKEN')
  expect(await send(provider)).toEqual({ kind: 'accepted', messageId: fake.messages[0]?.id })
  expect(fake.requests).toMatchObject([
    {
      method: 'POST',
      path: '/api/v2/sms/send',
      headers: {
        'api-key': 'marker-arkesel-key',
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': 'countersign',
      },
    },
  ])
  expect(JSON.parse(fake.requests[0]?.body ?? '')).toEqual({
    sender: 'Acme',
    recipients: ['233200000000'],
    message: '123456 is your Acme code.\n\n@acme.example #123456',
    callback_url: 'https://otp.example.com/webhooks/arkesel/TOKEN',
    sandbox: false,
  })
})

test('A2 the sandbox is asked for by a setting, and no callback without an address', async () => {
  const { provider, fake } = await createFaked({ sandbox: true })
  await send(provider)
  const body = JSON.parse(fake.requests[0]?.body ?? '')
  expect(body).toMatchObject({ sandbox: true })
  expect(body).not.toHaveProperty('callback_url')
})

test('A2 a number in Nigeria is sent with the use case that its operators ask for', async () => {
  const { provider, fake } = await createFaked()
  const message = { ...textMessage, to: createSecret('+2348012345678') }
  expect(await send(provider, message)).toMatchObject({ kind: 'accepted' })
  expect(JSON.parse(fake.requests[0]?.body ?? '')).toMatchObject({ use_case: 'transactional' })
})

describe('A2 every answer of the table has its class', () => {
  test.each(arkeselRows)('A2 %s', async (name, outcome) => {
    const { provider, fake } = await createFaked()
    fake.answerWith(name)
    expect(await send(provider)).toMatchObject(outcome)
  })

  test('A2 a status that nobody has documented is a refusal', async () => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ kind: 'answer', answer: { status: 418, body: '{}' } })
    expect(await send(provider)).toEqual({ kind: 'config', reason: 'http 418' })
  })
})

describeHttpTroubles('A2', createFaked)

test('A2 a sender id has at most eleven characters, and the settings say so at start', () => {
  const check = (settings: unknown) => arkesel.settingsSchema.safeParse(settings).success
  expect(check({ senderId: 'ElevenChars' })).toBe(true)
  expect(check({ senderId: 'TwelveLetter' })).toBe(false)
  expect(check({ senderId: '' })).toBe(false)
  expect(check({})).toBe(false)
  expect(check({ senderId: 'Acme', apiKey: 'x' })).toBe(false)
})

test('A2 the service must be asked over https, except on this machine', () => {
  const check = (baseUrl: string) =>
    arkesel.settingsSchema.safeParse({ senderId: 'Acme', baseUrl }).success
  for (const good of ['https://sms.arkesel.com', 'http://localhost:4010', 'http://127.0.0.1:4010'])
    expect(check(good), good).toBe(true)
  for (const bad of [
    'http://sms.arkesel.com',
    'http://127.0.0.1.example.com',
    'https://user:secret@sms.arkesel.com',
    'https://sms.arkesel.com?key=1',
    'ftp://localhost',
    'sms.arkesel.com',
  ])
    expect(check(bad), bad).toBe(false)
})
