import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  builtInPurposes,
  type Captcha,
  createAuditor,
  createOperator,
  defaultPolicy,
  systemRandom,
} from 'countersign'
import { createConsoleProvider } from 'countersign/providers/console'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { describe, expect, test } from 'vitest'
import { createDeployment, type OpenStore, testKeyRing } from '../../support/deployment.ts'
import {
  ask,
  askForCode,
  bearer,
  bodyOf,
  meWith,
  newIndianPhone,
  signIn,
} from '../../support/person.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const asJson = { 'content-type': 'application/json' }

/** Every error of the sign-in API has two fields and nothing else. */
const expectFailure = async (response: Response, status: number, message: string | RegExp) => {
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await bodyOf(response)).toEqual({
    success: false,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  })
}

describe('C11 C12 what goes wrong at the sign-in API is said in one shape', () => {
  test.each([
    [{}, 'Give either phoneNumber or email.'],
    [{ phoneNumber: '9876543210', email: 'ama@example.com' }, 'Give either phoneNumber or email.'],
    [{ phoneNumber: '1234567890' }, 'phoneNumber: must be a valid phone number'],
    [{ phoneNumber: '5876543210' }, 'phoneNumber: must be a valid phone number'],
    [{ phoneNumber: '987654321' }, 'phoneNumber: must be a valid phone number'],
    [{ phoneNumber: '98765432101' }, 'phoneNumber: must be a valid phone number'],
    [{ phoneNumber: '98765 43210' }, 'phoneNumber: must be a valid phone number'],
    [{ phoneNumber: '' }, 'phoneNumber: must be a valid phone number'],
    [{ phoneNumber: 9_876_543_210 }, /^phoneNumber: /],
    [{ email: 'nobody' }, 'email: must be an email address'],
    [[], /./],
    [null, /./],
    ['text', /./],
  ])('C11 %j is refused with 400', async (body, message) => {
    const deployment = await createDeployment()
    const post = (path: string) => ask(deployment, `POST /api/auth/otp/${path}`, { body })
    for (const path of ['request', 'resend']) await expectFailure(await post(path), 400, message)
    expect(deployment.provider.messages).toHaveLength(0)
  })

  test('C7 E.164 is taken as well, and the two spellings are one person', async () => {
    const deployment = await createDeployment()
    const { phoneNumber, user } = await signIn(deployment)
    const again = await signIn(deployment, { phoneNumber: `+91${phoneNumber}` })
    expect(again.user.id).toBe(user.id)
  })

  test('C11 bodies of another kind, other methods and paths that do not exist', async () => {
    const deployment = await createDeployment()
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      deployment.fetch(
        new Request(`https://otp.acme.example${path}`, { method: 'POST', headers, body }),
      )
    const request = '/api/auth/otp/request'
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    await expectFailure(await post(request, 'phoneNumber=9', form), 415, /application\/json/)
    await expectFailure(await post(request, '{', asJson), 400, /JSON/)
    await expectFailure(await post(request, ' '.repeat(20_000), asJson), 413, /too large/)
    await expectFailure(await ask(deployment, `GET ${request}`), 405, /method/)
    await expectFailure(await ask(deployment, 'GET /api/auth/nothing'), 404, /nothing/)
  })

  test('D2 whoever is not signed in is told so in the same words everywhere', async () => {
    const deployment = await createDeployment()
    const targets = [
      'GET /api/auth/me',
      'PATCH /api/auth/me',
      'POST /api/auth/logout',
      'POST /api/auth/rotate',
      'GET /api/auth/sessions',
      'DELETE /api/auth/sessions',
      'DELETE /api/auth/sessions/1',
    ]
    for (const target of targets)
      for (const headers of [{}, bearer('cs_1.nonsense'), bearer('ck_key'), bearer('ca_token')])
        await expectFailure(
          await ask(deployment, target, { headers }),
          401,
          'Authentication required',
        )
  })

  test('C10 too many requests: 429, and the true wait in header and message', async () => {
    const deployment = await createDeployment()
    const phoneNumber = newIndianPhone()
    await askForCode(deployment, phoneNumber)
    deployment.clock.advance(18_000)
    const again = await ask(deployment, 'POST /api/auth/otp/resend', { body: { phoneNumber } })
    expect(again.headers.get('retry-after')).toBe('42')
    await expectFailure(again, 429, 'Too many requests. Try again in 42 seconds.')
  })

  test('C3 three requests and ten verifications in a quarter of an hour from one address', async () => {
    const deployment = await createDeployment()
    const post = (path: string, body: unknown) =>
      deployment.post(`/api/auth/otp/${path}`, body, { peer: '192.0.2.7' })
    for (let n = 0; n < 3; n++)
      expect((await post('request', { phoneNumber: newIndianPhone() })).status).toBe(200)
    const fourth = await post('request', { phoneNumber: newIndianPhone() })
    expect(fourth.headers.get('retry-after')).toBe('900')
    await expectFailure(fourth, 429, /in 900 seconds/)
    for (let n = 0; n < 10; n++)
      expect((await post('verify', { phoneNumber: newIndianPhone(), otp: '000000' })).status).toBe(
        401,
      )
    await expectFailure(
      await post('verify', { phoneNumber: newIndianPhone(), otp: '000000' }),
      429,
      /./,
    )
  })

  test('B2 a message that could not be sent: 502, and nothing was used up', async () => {
    const deployment = await createDeployment()
    const phoneNumber = newIndianPhone()
    deployment.provider.answerWith({ kind: 'policy' })
    const failed = await ask(deployment, 'POST /api/auth/otp/request', { body: { phoneNumber } })
    await expectFailure(failed, 502, /could not be sent/)
    deployment.provider.answerWith({ kind: 'accepted' })
    expect(
      (await ask(deployment, 'POST /api/auth/otp/request', { body: { phoneNumber } })).status,
    ).toBe(200)
  })

  test('E3 while codes are switched off: 503, nobody is let in, and sessions live on', async () => {
    const deployment = await createDeployment()
    const { store } = deployment
    const { token } = await signIn(deployment)
    const phoneNumber = newIndianPhone()
    await askForCode(deployment, phoneNumber)
    const auditor = createAuditor(testKeyRing, systemRandom)
    const operator = createOperator({ store, keyRing: testKeyRing, policies: {}, auditor })
    await operator.switchOff({ scope: 'all', target: null, reason: 'a test', actor: 'cli' })
    const asked = await ask(deployment, 'POST /api/auth/otp/request', { body: { phoneNumber } })
    await expectFailure(asked, 503, /switched off/)
    const body = { phoneNumber, otp: deployment.lastCode() }
    const proven = await ask(deployment, 'POST /api/auth/otp/verify', { body })
    await expectFailure(proven, 503, /switched off/)
    expect(await meWith(deployment, token)).toBe(200)
  })

  test('K3 a store that is broken: 503 with the time to wait, and nobody is let in', async () => {
    const path = join(temporaryFolder(), 'broken.db')
    const store: OpenStore = async (clock) => createSqliteStore({ path, clock })
    const deployment = await createDeployment({ store })
    const { token } = await signIn(deployment)
    const vandal = new DatabaseSync(path)
    vandal.exec('drop table sessions')
    vandal.close()
    const response = await ask(deployment, 'GET /api/auth/me', { headers: bearer(token) })
    expect(response.headers.get('retry-after')).toBe('5')
    await expectFailure(response, 503, /cannot answer/)
  })
})

describe('a captcha before a code', () => {
  test('E4 is asked of people who are signed in too: a session costs one phone', async () => {
    const captcha: Captcha = {
      id: 'strict',
      verify: async () => ({ kind: 'failed', reason: 'invalid' }),
    }
    const quote = { ...defaultPolicy, channels: ['email'] as const, captcha: true }
    const policies = { ...builtInPurposes, quote }
    const deployment = await createDeployment({ captcha, policies })
    const { token } = await signIn(deployment)
    const sent = deployment.provider.messages.length
    const asked = await ask(deployment, 'POST /api/otp/send', {
      body: { purpose: 'quote', email: 'ama@example.com', captcha_token: 'token' },
      headers: bearer(token),
    })
    expect(asked.status).toBe(403)
    expect(deployment.provider.messages).toHaveLength(sent)
  })
})

describe('the code in the answer', () => {
  test('C7 stands there with the console provider in development', async () => {
    const { provider, outbox } = createConsoleProvider()
    const development = { outbox, host: 'otp.acme.example' }
    const deployment = await createDeployment({ development, channels: { sms: [provider] } })
    const phoneNumber = newIndianPhone()
    const asked = await ask(deployment, 'POST /api/auth/otp/request', { body: { phoneNumber } })
    const { otp } = await bodyOf(asked)
    const body = { phoneNumber, otp }
    expect((await ask(deployment, 'POST /api/auth/otp/verify', { body })).status).toBe(200)
  })

  test('C7 G1 not for a page whose own name points here', async () => {
    const { provider, outbox } = createConsoleProvider()
    const development = { outbox, host: 'localhost' }
    const deployment = await createDeployment({ development, channels: { sms: [provider] } })
    const body = { phoneNumber: newIndianPhone() }
    const asked = await ask(deployment, 'POST /api/auth/otp/request', { body })
    expect(asked.status).toBe(200)
    expect(await bodyOf(asked)).not.toHaveProperty('otp')
  })

  test('C7 G1 and nowhere else', async () => {
    const { provider } = createConsoleProvider()
    for (const channels of [{ sms: [provider] }, undefined]) {
      const deployment = await createDeployment(channels && { channels })
      const body = { phoneNumber: newIndianPhone() }
      const asked = await ask(deployment, 'POST /api/auth/otp/request', { body })
      expect(asked.status).toBe(200)
      expect(await bodyOf(asked)).not.toHaveProperty('otp')
    }
  })
})
