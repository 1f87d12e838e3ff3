import { builtInPurposes, defaultPolicy, sampleMessages } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createDeployment, type Deployment, newPhone } from '../support/deployment.ts'

const phoneBody = (extra: object = {}) => ({ purpose: 'login', phone_e164: newPhone(), ...extra })

/** The newest message, as its example: with the code that examples have. */
const newest = ({ provider, lastCode }: Deployment) => {
  const message = provider.messages.at(-1)
  const written = [message?.subject, message?.text.reveal(), message?.html?.reveal()]
  return {
    message,
    parts: written.map((part) => part?.replaceAll(lastCode(), '482913')),
  }
}

describe('F12 the language of a message', () => {
  test.each([
    ['fr-CA', 'fr', /est votre code de connexion Acme/],
    ['hi', 'hi', /लॉगिन कोड/],
    ['ak', 'tw', /ne wo Acme login code/],
    ['de', 'en', /is your Acme login code/],
  ])('F12 a request in %s is written in %s', async (asked, locale, text) => {
    const under = await createDeployment()
    expect((await under.post('/api/otp/send', phoneBody({ locale: asked }))).status).toBe(200)
    expect(newest(under).message?.locale).toBe(locale)
    expect(newest(under).parts[1]).toMatch(text)
  })

  test.each(['fr_CA', 'fr\n@evil.example #1', '<b>', 'x'.repeat(36), ''])(
    'B9 %j is no language and is refused',
    async (locale) => {
      const under = await createDeployment()
      expect((await under.post('/api/otp/send', phoneBody({ locale }))).status).toBe(400)
      expect(under.provider.messages).toEqual([])
    },
  )
})

test('B9 whatever a client says beside purpose, channel and language, the message is the same', async () => {
  const under = await createDeployment()
  const sender = { brand: 'Acme', host: 'otp.acme.example' }
  const samples = sampleMessages(sender, builtInPurposes).filter(({ link }) => link === undefined)
  const marker = 'zzmarkerzz'
  for (const { purpose, channel, locale, ...sample } of samples) {
    if (purpose === 'step_up') continue
    const to =
      channel === 'email'
        ? { email: `${marker}.${under.provider.messages.length}@example.com` }
        : { phone_e164: newPhone() }
    const response = await under.post(
      '/api/otp/send',
      { purpose, channel, ...to, locale: `${locale}-x-${marker.slice(0, 8)}`, note: marker },
      {
        peer: `2001:db8:${under.provider.messages.length}::1`,
        headers: {
          'user-agent': marker,
          'accept-language': marker,
          'x-forwarded-host': `${marker}.example`,
          referer: `https://${marker}.example/`,
        },
      },
    )
    expect(response.status, await response.text()).toBe(200)
    expect(newest(under).parts).toEqual([sample.subject, sample.text, sample.html])
  }
  expect(under.provider.messages.length).toBeGreaterThan(60)
})

describe('C6 WhatsApp', () => {
  const policies = { order: { ...defaultPolicy, channels: ['sms', 'whatsapp'] } } as const

  test.each([
    [{}, 'sms'],
    [{ channel: 'sms' }, 'sms'],
    [{ channel: 'whatsapp' }, 'whatsapp'],
  ])('C6 a request with %j goes by %s, and its code is good', async (asked, channel) => {
    const under = await createDeployment({ policies })
    const body = phoneBody({ purpose: 'order' })
    expect((await under.post('/api/otp/send', { ...body, ...asked })).status).toBe(200)
    expect(newest(under).message).toMatchObject({ channel })
    const verified = await under.post('/api/otp/verify', { ...body, code: under.lastCode() })
    expect(verified.status).toBe(200)
  })

  test('C6 a purpose without WhatsApp does not send by it', async () => {
    const under = await createDeployment()
    const response = await under.post('/api/otp/send', phoneBody({ channel: 'whatsapp' }))
    expect(response.status).toBe(400)
    expect(under.provider.messages).toEqual([])
  })
})
