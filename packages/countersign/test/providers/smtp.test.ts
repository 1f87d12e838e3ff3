import { createSecret } from 'countersign'
import { createSmtp, type SmtpSettings, smtp } from 'countersign/providers/smtp'
import {
  createFakeSmtp,
  type FakeSmtp,
  type SmtpStage,
  type SmtpTrouble,
} from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { smtpRefusals } from './support/answer-tables.ts'
import { emailMessage, send } from './support/message.ts'
import { selfSigned } from './support/self-signed.ts'
import { secret } from './support/under-test.ts'

const from = 'Acme <otp@acme.example>'

const createOn = (fake: FakeSmtp, settings: Partial<SmtpSettings> = {}) => {
  onTestFinished(fake.stop)
  const url = fake.url.replace('//', '//otp%40acme.example@')
  const parts = { settings: { url, from, ...settings }, secret }
  return { fake, provider: createSmtp({ ...parts, callbackUrl: undefined }) }
}

const createFaked = async (settings: Partial<SmtpSettings> = {}) =>
  createOn(await createFakeSmtp(), settings)

test('B1 the mail has sender, recipient, both texts, and an id made from the hand-over', async () => {
  const { provider, fake } = await createFaked()
  const messageId = '<00112233445566778899aabbccddeeff@acme.example>'
  expect(await send(provider)).toEqual({ kind: 'accepted', messageId })
  const [{ raw, ...envelope } = { raw: '' }] = fake.mails
  expect(envelope).toEqual({ from: 'otp@acme.example', to: 'Ama@example.com' })
  expect(raw).toContain('From: Acme <otp@acme.example>')
  expect(raw).toContain('To: Ama@example.com')
  expect(raw).toContain(`Message-ID: ${messageId}`)
  expect(raw).toContain('Auto-Submitted: auto-generated')
  expect(raw).toContain('<p>Your Acme code: <b>123456</b></p>')
  expect(fake.messages).toMatchObject([
    { to: 'Ama@example.com', subject: 'Your Acme code', text: 'Your Acme code:\n\n123456\n' },
  ])
  const login = Buffer.from('\0otp@acme.example\0marker-smtp-password').toString('base64')
  expect(fake.commands).toContain(`AUTH PLAIN ${login}`)
})

test('B1 texts in any language arrive as they were written', async () => {
  const { provider, fake } = await createFaked()
  const text = 'Votre code à usage unique : 123456\nआपका कोड 123456 है\n.\n..ende\n'
  const subject = 'Votre code à usage unique'
  await send(provider, { ...emailMessage, subject, text: createSecret(text) })
  expect(fake.messages).toMatchObject([{ subject, text }])
})

test('B1 without a user nobody signs in, and no password is asked for', async () => {
  const fake = await createFakeSmtp()
  onTestFinished(fake.stop)
  const noSecret = () => {
    throw new Error('asked for a secret')
  }
  const settings = { url: fake.url, from: 'otp@acme.example' }
  const provider = createSmtp({ settings, secret: noSecret, callbackUrl: undefined })
  expect(await send(provider)).toMatchObject({ kind: 'accepted' })
  expect(fake.commands.filter((line) => line.startsWith('AUTH'))).toEqual([])
})

test('E3 a recipient with a line break or a list inside reaches nobody else', async () => {
  const { provider, fake } = await createFaked()
  const sendTo = (to: string) => send(provider, { ...emailMessage, to: createSecret(to) })
  expect(await sendTo('a@example.com\r\nRCPT TO:<b@example.com>')).not.toMatchObject({
    kind: 'accepted',
  })
  await sendTo('a@example.com, b@example.com')
  expect(fake.mails.map(({ to }) => to)).not.toContain('b@example.com')
  expect(fake.commands.filter((line) => /<b@/.test(line))).toEqual([])
})

describe('B1 every reply of the table has its class', () => {
  test.each(smtpRefusals)('B1 at %s, "%s" is %s', async (at, reply, kind) => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ at, does: { reply } })
    expect(await send(provider)).toEqual({ kind, reason: `smtp ${reply.slice(0, 3)}` })
    expect(fake.mails).toHaveLength(0)
    await expect.poll(fake.connections).toBe(0)
  })
})

const verbs = { ehlo: 'EHLO', auth: 'AUTH', mail: 'MAIL', rcpt: 'RCPT', data: 'DATA' }

const hasReached = (fake: FakeSmtp, at: SmtpStage): boolean => {
  if (at === 'connect') return fake.connections() > 0
  if (at === 'body') return fake.mails.length > 0
  return fake.commands.some((line) => line.startsWith(verbs[at]))
}

const stages: readonly (readonly [at: SmtpStage, kind: string])[] = [
  ['connect', 'transient'],
  ['ehlo', 'transient'],
  ['auth', 'transient'],
  ['mail', 'transient'],
  ['rcpt', 'transient'],
  ['data', 'transient'],
  ['body', 'unknown'],
]

describe('B3 a connection that breaks is judged by whether the server had asked for the message', () => {
  test.each(stages)('B3 a reset at %s is %s', async (at, kind) => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ at, does: 'reset' })
    expect(await send(provider)).toMatchObject({ kind })
    expect(fake.mails).toHaveLength(kind === 'unknown' ? 1 : 0)
  })

  test.each(stages)('B3 an abort while the server is silent at %s is %s', async (at, kind) => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ at, does: 'silence' })
    const controller = new AbortController()
    const sending = provider.send(emailMessage, controller)
    await expect.poll(() => hasReached(fake, at)).toBe(true)
    controller.abort()
    expect(await sending).toEqual({ kind, reason: 'aborted' })
    await expect.poll(fake.connections).toBe(0)
  })

  test('B3 a reply that is none leaves the outcome unknown', async () => {
    const { provider, fake } = await createFaked()
    fake.breakWith({ at: 'body', does: { reply: 'as you like it' } })
    expect(await send(provider)).toMatchObject({ kind: 'unknown' })
  })

  test('B3 a server that is gone, and a host that does not exist, are transient', async () => {
    const { provider, fake } = await createFaked()
    await fake.stop()
    expect(await send(provider)).toEqual({ kind: 'transient', reason: 'refused' })
    const { provider: lost } = await createFaked({ url: 'smtp://mail.invalid:2525' })
    expect(await send(lost)).toMatchObject({ kind: 'transient' })
  })
})

describe('B8 passwords and codes only travel over TLS that is believed', () => {
  const noTls: SmtpTrouble = { at: 'ehlo', does: { reply: '250 AUTH PLAIN' } }

  test('B8 a server that offers no STARTTLS where it is required learns nothing', async () => {
    const { provider, fake } = await createFaked({ requireTls: true })
    fake.breakWith(noTls)
    expect(await send(provider)).toMatchObject({ kind: 'config' })
    expect(fake.commands.filter((line) => /^(AUTH|MAIL|RCPT)/.test(line))).toEqual([])
    expect(fake.mails).toHaveLength(0)
  })

  test('B8 a certificate that nobody has signed is not believed', async () => {
    const { provider, fake } = createOn(await createFakeSmtp({ tls: selfSigned }))
    expect(await send(provider)).toEqual({ kind: 'config', reason: 'certificate' })
    expect(fake.commands).toEqual([])
  })

  test('B8 the password is no part of the address', () => {
    const check = (url: string) => smtp.settingsSchema.safeParse({ url, from }).success
    for (const good of [
      'smtp://localhost:1025',
      'smtps://otp%40acme.example@mail.acme.example',
      'smtp://otp@mail.acme.example:587/',
      'smtp://[::1]:25',
    ])
      expect(check(good), good).toBe(true)
    for (const bad of [
      'smtp://otp:secret@mail.acme.example',
      'https://mail.acme.example',
      'smtp://mail.acme.example/inbox',
      'smtp://mail.acme.example?pool=true',
      'smtp://%zz@mail.acme.example',
      'mail.acme.example',
    ])
      expect(check(bad), bad).toBe(false)
  })
})
