import { createSecret } from 'countersign'
import { signedInOf } from 'countersign/express'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { newPhone } from '../support/deployment.ts'
import { frameworks, listen } from './support/frameworks.ts'
import { createProving } from './support/proving.ts'
import { signIn } from './support/signing-in.ts'

describe.each(Object.entries(frameworks))(
  'routes for people who are signed in, in %s',
  (_name, start) => {
    const startProving = async () => {
      const proving = await createProving()
      const call = await start(proving.countersign)
      const lastCode = () => proving.provider.messages.at(-1)?.code.reveal() ?? ''
      const person = async () => {
        const phone = newPhone()
        const { token, session } = await signIn(proving.countersign, phone, lastCode)
        const bearer = { authorization: `Bearer ${token}` }
        const about = { purpose: 'step_up', phone, subject: session.userId, session }
        return { phone, token, session, bearer, prove: () => proving.prove(about) }
      }
      const post = (path: string, headers: Readonly<Record<string, string>> = {}) =>
        call(path, { method: 'POST', headers })
      return { ...proving, person, post }
    }

    test('requireAuth lets a good session pass, and nobody else', async () => {
      const { person, post } = await startProving()
      const { bearer, session, token } = await person()
      const passed = await post('/me', bearer)
      expect([passed.status, await passed.json()]).toEqual([200, { user: session.userId }])
      const none = await post('/me')
      expect([none.status, await none.json()]).toEqual([
        401,
        expect.objectContaining({ code: 'sign_in_required' }),
      ])
      expect((await post('/me', { authorization: `Bearer ${token}x` })).status).toBe(401)
    })

    test('D2 a session that has ended passes no more', async () => {
      const { person, post, countersign } = await startProving()
      const { bearer, token } = await person()
      const found = await countersign.engine.sessions.find(createSecret(token))
      if (found === undefined) throw new Error('there is no session')
      await countersign.engine.sessions.end({ user: found.user })
      expect((await post('/me', bearer)).status).toBe(401)
    })

    test('optionalAuth lets everybody pass, and says who it is', async () => {
      const { person, post } = await startProving()
      const { bearer, session } = await person()
      expect(await (await post('/maybe', bearer)).json()).toEqual({ user: session.userId })
      expect(await (await post('/maybe')).json()).toEqual({ user: null })
    })

    test('D11 a cookie from a page of somebody else opens nothing that changes something', async () => {
      const { person, post } = await startProving()
      const { token, prove } = await person()
      const cookie = `__Host-countersign=${token}`
      const foreign = { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
      for (const path of ['/me', '/maybe', '/step-up']) {
        const answer = await post(path, {
          ...foreign,
          'x-step-up-token': await prove().catch(() => ''),
        })
        expect([answer.status, await answer.json()], path).toEqual([
          403,
          expect.objectContaining({ code: 'cross_site' }),
        ])
      }
      const own = { cookie, origin: 'https://app.acme.example', 'sec-fetch-site': 'same-origin' }
      expect((await post('/me', own)).status).toBe(200)
    })

    test.each(['/step-up', '/mine'])(
      'D5 D10 %s takes a step-up proof of the session that asks, and of no other',
      async (path) => {
        const { person, post } = await startProving()
        const [ama, kofi] = [await person(), await person()]
        const proof = { 'x-step-up-token': await ama.prove() }
        const withoutSession = await post(path, proof)
        expect([401, 403]).toContain(withoutSession.status)
        expect((await post(path, { ...kofi.bearer, ...proof })).status).toBe(403)
        const passed = await post(path, { ...ama.bearer, ...proof })
        expect([passed.status, await passed.json()]).toEqual([
          200,
          { passed: ama.phone, subject: ama.session.userId },
        ])
        expect((await post(path, { ...ama.bearer, ...proof })).status).toBe(403)
      },
    )

    test('D6 a session token is no proof, and a proof no session', async () => {
      const { person, post } = await startProving()
      const { bearer, token, prove } = await person()
      const proof = await prove()
      expect((await post('/step-up', { ...bearer, 'x-step-up-token': token })).status).toBe(403)
      expect((await post('/me', { authorization: `Bearer ${proof}` })).status).toBe(401)
    })
  },
)

test('D10 C8 somebody signs in, confirms with a second code, and passes once: all over HTTP, in Express', async () => {
  const { countersign, provider, clock } = await createProving()
  const app = express()
  app.use('/auth-codes', countersign.express())
  app.post(
    '/pay',
    countersign.requireAuth,
    countersign.requireProof('step_up'),
    (request, response) => {
      response.json({ paidBy: signedInOf(request)?.user.phoneNumber })
    },
  )
  const call = await listen(app)
  const post = async (
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const answer = await call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return {
      status: answer.status,
      body: (await answer.json()) as Readonly<Record<string, unknown>>,
    }
  }
  const lastCode = () => provider.messages.at(-1)?.code.reveal() ?? ''

  const phone = newPhone()
  await post('/auth-codes/api/auth/otp/request', { phoneNumber: phone })
  const signedIn = await post('/auth-codes/api/auth/otp/verify', {
    phoneNumber: phone,
    otp: lastCode(),
  })
  const bearer = { authorization: `Bearer ${signedIn.body['token']}` }
  clock.advance(60_000)

  const about = { purpose: 'step_up', phone_e164: phone }
  expect((await post('/auth-codes/api/otp/send', about)).status).toBe(401)
  expect((await post('/auth-codes/api/otp/send', about, bearer)).status).toBe(200)
  const verified = await post('/auth-codes/api/otp/verify', { ...about, code: lastCode() }, bearer)
  const proof = { 'x-step-up-token': String(verified.body['step_up_token']) }

  expect((await post('/pay', {}, proof)).status).toBe(401)
  expect((await post('/pay', {}, bearer)).status).toBe(403)
  const paid = await post('/pay', {}, { ...bearer, ...proof })
  expect(paid).toEqual({ status: 200, body: { paidBy: phone } })
  expect((await post('/pay', {}, { ...bearer, ...proof })).status).toBe(403)
})
