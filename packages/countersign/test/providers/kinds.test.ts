import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { ProviderKind } from '../../src/ports/provider.ts'
import { accountSid, messagingServiceSid, realKinds, templateId } from './support/under-test.ts'

const kinds: readonly ProviderKind[] = Object.values(realKinds)

const smallest: Readonly<Record<string, object>> = {
  arkesel: { senderId: 'Acme' },
  twilio: { accountSid, messagingServiceSid },
  msg91: { templateId },
  resend: { from: 'Acme <otp@acme.example>' },
  smtp: { url: 'smtp://localhost:1025', from: 'Acme <otp@acme.example>' },
  webhook: { url: 'https://sms.acme.example/send' },
}

describe.each(kinds)('$id', (kind) => {
  test('B1 every setting is described, and one that may be left out has its default', () => {
    const { properties = {}, required = [] } = z.toJSONSchema(kind.settingsSchema, { io: 'input' })
    expect(Object.keys(properties).length).toBeGreaterThan(0)
    for (const [name, node] of Object.entries(properties)) {
      expect(node, name).toHaveProperty('description')
      if (!required.includes(name)) expect(node, name).toHaveProperty('default')
    }
  })

  test('B1 the smallest settings of the documentation are enough, and a key nobody knows is refused', () => {
    const settings = smallest[kind.id]
    expect(kind.settingsSchema.safeParse(settings).success).toBe(true)
    expect(kind.settingsSchema.safeParse({ ...settings, colour: 'red' }).success).toBe(false)
    expect(kind.settingsSchema.safeParse({}).success).toBe(false)
  })
})

test('B8 the secret files have the names that the contract gives them', () => {
  expect(Object.fromEntries(kinds.map(({ id, secretNames }) => [id, secretNames]))).toEqual({
    arkesel: ['arkesel_api_key'],
    twilio: ['twilio_auth_token'],
    msg91: ['msg91_auth_key'],
    resend: ['resend_api_key'],
    smtp: ['smtp_password'],
    webhook: ['webhook_secret'],
  })
})

test('G1 every setting that says where a service is, or how safe the way there, is an endpoint setting', () => {
  const endpoints = kinds.map(({ id, endpointSettings }) => [id, endpointSettings])
  expect(Object.fromEntries(endpoints)).toEqual({
    arkesel: ['baseUrl'],
    twilio: ['baseUrl'],
    msg91: ['baseUrl'],
    resend: ['baseUrl'],
    smtp: ['url', 'requireTls'],
    webhook: ['url', 'allowHttp'],
  })
  for (const { id, settingsSchema, endpointSettings } of kinds) {
    const { properties = {} } = z.toJSONSchema(settingsSchema, { io: 'input' })
    expect(Object.keys(properties), id).toEqual(expect.arrayContaining([...endpointSettings]))
    const looksLikeOne = Object.keys(properties).filter((name) => /url|host|http|tls/i.test(name))
    expect([...endpointSettings].sort(), id).toEqual(looksLikeOne.sort())
  }
})

test('B1 each kind says which channels it carries', () => {
  expect(kinds.map(({ id, channels }) => `${id} ${channels.join('+')}`)).toEqual([
    ...['arkesel sms', 'twilio sms+whatsapp', 'msg91 sms', 'resend email', 'smtp email'],
    'webhook sms+email+whatsapp',
  ])
})
