import { builtInPurposes, type EmailDomains, type Policies } from 'countersign'
import { describe, expect, test } from 'vitest'
import { createDeployment, stores } from '../support/deployment.ts'

const quote = (email: string) => ({ purpose: 'email_quote', email })

const statusOf = async (email: string, emailDomains: EmailDomains = {}) => {
  const under = await createDeployment({ emailDomains })
  const { status } = await under.post('/api/otp/send', quote(email))
  expect(under.provider.messages).toHaveLength(status === 200 ? 1 : 0)
  return status
}

describe.each(Object.entries(stores))('a disposable address on the %s store', (_name, store) => {
  test('E3 gets 400 with a sentence that helps, before anything is sent or taken from any limit', async () => {
    const policies: Policies = {
      ...builtInPurposes,
      email_quote: {
        ...(builtInPurposes['email_quote'] ?? expect.fail('there is no such purpose')),
        resendSeconds: 0,
        limits: [
          { per: 'ip', on: 'send', max: 1, seconds: 60 },
          { per: 'global', on: 'send', max: 1, seconds: 60 },
        ],
      },
    }
    const under = await createDeployment({ store, policies })
    for (let n = 0; n < 3; n++) {
      const refused = await under.post('/api/otp/send', quote('ama@mailinator.com'))
      expect(refused.status).toBe(400)
      expect(await refused.json()).toMatchObject({
        code: 'invalid_request',
        detail: 'Please use an address you keep. Disposable addresses are not accepted.',
        errors: [{ path: 'email' }],
      })
    }
    expect(under.provider.messages).toEqual([])
    expect((await under.post('/api/otp/send', quote('ama@example.com'))).status).toBe(200)
  })
})

describe('which addresses are disposable', () => {
  test.each([
    'ama@mailinator.com',
    'ama@MAILINATOR.com',
    'ama@sub.mailinator.com',
    'ama@a.b.c.mailinator.com',
    'ama@\uff4dailinator\u3002com',
    'ama@guerrillamail.com',
  ])('E3 %s is refused', async (email) => {
    expect(await statusOf(email)).toBe(400)
  })

  test.each([
    'ama@example.com',
    'ama@gmail.com',
    'ama@not-mailinator.com',
    'ama@mailinator.com.example',
  ])('E3 %s is not', async (email) => {
    expect(await statusOf(email)).toBe(200)
  })

  test.each([
    'ama@duck.com',
    'ama@mozmail.com',
    'ama@passmail.net',
    'ama@privaterelay.appleid.com',
    'ama@icloud.com',
    'ama@simplelogin.com',
    'ama@aleeas.com',
  ])('E3 %s, which hides an address that somebody keeps, is taken', async (email) => {
    expect(await statusOf(email)).toBe(200)
  })

  test('E3 a purpose that allows them takes them', async () => {
    const under = await createDeployment()
    const body = { purpose: 'sign_in', email: 'ama@mailinator.com' }
    expect((await under.post('/api/otp/send', body)).status).toBe(200)
  })
})

describe('a deployment judges domains by itself', () => {
  test('E3 what it allows is not disposable, with its subdomains', async () => {
    expect(await statusOf('ama@mailinator.com', { allow: ['mailinator.com'] })).toBe(200)
    expect(await statusOf('ama@sub.mailinator.com', { allow: ['mailinator.com'] })).toBe(200)
    expect(await statusOf('ama@mailinator.com', { allow: ['sub.mailinator.com'] })).toBe(400)
  })

  test('E3 what it denies is refused with its subdomains, also where disposable ones are allowed', async () => {
    const emailDomains = { allow: ['rival.example'], deny: ['rival.example'] }
    const under = await createDeployment({ emailDomains })
    for (const email of ['ama@rival.example', 'ama@mail.rival.example'])
      for (const purpose of ['email_quote', 'sign_in']) {
        const refused = await under.post('/api/otp/send', { purpose, email })
        expect(await refused.json()).toMatchObject({
          status: 400,
          detail: 'Addresses of this domain are not accepted. Please use another one.',
        })
      }
    expect(under.provider.messages).toEqual([])
  })
})
