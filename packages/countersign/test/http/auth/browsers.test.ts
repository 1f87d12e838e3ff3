import { describe, expect, test } from 'vitest'
import { createDeployment, type DeploymentOptions } from '../../support/deployment.ts'
import {
  ask,
  askForCode,
  bodyOf,
  cookie,
  meWith,
  newIndianPhone,
  signIn,
} from '../../support/person.ts'

const app = 'https://app.acme.example'

const create = (options: DeploymentOptions = {}) => createDeployment({ origins: [app], ...options })

describe('the cookie of a session', () => {
  test('D10 on https it is bound to the host, unreadable for scripts, and lasts as long as the session', async () => {
    const { response } = await signIn(await create())
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-countersign=cs_[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  test('D10 on plain http it has another name, because browsers take `__Host-` over https only', async () => {
    const deployment = await create({ publicUrl: new URL('http://localhost:3000') })
    const { response, token } = await signIn(deployment)
    expect(response.headers.get('set-cookie')).toBe(
      `countersign=${token}; Max-Age=2592000; Path=/; HttpOnly; SameSite=Lax`,
    )
    const me = (name: string) =>
      ask(deployment, 'GET /api/auth/me', { headers: { cookie: `${name}=${token}` } })
    expect((await me('countersign')).status).toBe(200)
    expect((await me('__Host-countersign')).status).toBe(401)
  })

  test('D10 on https a cookie of the name for plain http, which a neighbour could set, means nothing', async () => {
    const deployment = await create()
    const { token } = await signIn(deployment)
    const headers = { cookie: `countersign=${token}` }
    expect((await ask(deployment, 'GET /api/auth/me', { headers })).status).toBe(401)
  })

  test('D10 signing out takes the cookie away', async () => {
    const deployment = await create()
    const { token } = await signIn(deployment)
    const out = await ask(deployment, 'POST /api/auth/logout', { headers: cookie(token) })
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-countersign=; Max-Age=0; Path=\//)
  })

  test('D10 a code for a session at /api/otp/verify gives a browser the cookie and no token to read', async () => {
    const deployment = await create()
    const phoneNumber = newIndianPhone()
    await askForCode(deployment, phoneNumber)
    const verified = await ask(deployment, 'POST /api/otp/verify', {
      body: { purpose: 'sign_in', phone_e164: `+91${phoneNumber}`, code: deployment.lastCode() },
    })
    expect(await verified.text()).toBe('{"status":"verified"}')
    expect(verified.headers.get('set-cookie')).toMatch(/^__Host-countersign=cs_/)
  })
})

describe('D11 pages of somebody else', () => {
  const foreign: readonly Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'https://app.acme.example.evil.example' },
    { origin: 'http://app.acme.example' },
    { origin: 'https://app.acme.example:8443' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.acme.example' },
  ]

  test.each(foreign)('D11 %j cannot change anything with the cookie', async (headers) => {
    const deployment = await create()
    const { token } = await signIn(deployment)
    const withCookie = { headers: { ...cookie(token), ...headers } }
    const refused = [
      await ask(deployment, 'POST /api/auth/logout', withCookie),
      await ask(deployment, 'DELETE /api/auth/sessions', withCookie),
      await ask(deployment, 'POST /api/auth/rotate', withCookie),
      await ask(deployment, 'PATCH /api/auth/me', { ...withCookie, body: { username: 'mallory' } }),
    ]
    for (const response of refused) {
      expect(response.status).toBe(403)
      expect(await bodyOf(response)).toEqual({
        success: false,
        message: 'This must come from a page of ours',
      })
    }
    expect(await meWith(deployment, token)).toBe(200)
    const me = await bodyOf(await ask(deployment, 'GET /api/auth/me', { headers: cookie(token) }))
    expect(me.user.username).toBeUndefined()
    const sent = await ask(deployment, 'POST /api/otp/send', {
      ...withCookie,
      body: { purpose: 'verify_phone', phone_e164: '+919876500000' },
    })
    expect(sent.status).toBe(403)
  })

  test.each(foreign)('D11 %j cannot sign a person in as somebody else', async (headers) => {
    const deployment = await create()
    const phoneNumber = newIndianPhone()
    await askForCode(deployment, phoneNumber)
    const body = { phoneNumber, otp: deployment.lastCode() }
    const refused = await ask(deployment, 'POST /api/auth/otp/verify', { body, headers })
    expect(refused.status).toBe(403)
    expect(refused.headers.get('set-cookie')).toBeNull()
  })

  test.each(foreign)('D11 %j cannot do it with the code API either', async (headers) => {
    const deployment = await create()
    const phoneNumber = newIndianPhone()
    await askForCode(deployment, phoneNumber)
    const code = deployment.lastCode()
    const body = { purpose: 'sign_in', phone_e164: `+91${phoneNumber}`, code }
    const refused = await ask(deployment, 'POST /api/otp/verify', { body, headers })
    expect(refused.status).toBe(403)
    expect(refused.headers.get('set-cookie')).toBeNull()
    const itself = await ask(deployment, 'POST /api/otp/verify', { body })
    expect(itself.headers.get('set-cookie')).toMatch(/^__Host-countersign=cs_/)
  })

  test('D11 a code that signs nobody in may be checked from a page behind a proxy that we do not know', async () => {
    const deployment = await create()
    const phone = `+91${newIndianPhone()}`
    const about = { purpose: 'verify_phone', phone_e164: phone }
    await ask(deployment, 'POST /api/otp/send', { body: about })
    const body = { ...about, code: deployment.lastCode() }
    const headers = { origin: 'https://host.example' }
    const verified = await ask(deployment, 'POST /api/otp/verify', { body, headers })
    expect(verified.status).toBe(200)
  })

  test.each([
    { origin: 'https://otp.acme.example' },
    { 'sec-fetch-site': 'same-origin' },
    { origin: app, 'sec-fetch-site': 'same-site' },
    // No browser, but a program that was given the cookie: browsers state where they come from.
    {},
  ])('D11 %j can', async (headers) => {
    const deployment = await create()
    const { token } = await signIn(deployment)
    const out = await ask(deployment, 'POST /api/auth/logout', {
      headers: { ...cookie(token), ...headers } as Record<string, string>,
    })
    expect(out.status).toBe(200)
  })
})

describe('scripts of pages of ours elsewhere', () => {
  const preflight = (deployment: Parameters<typeof ask>[0], path: string, origin: string) =>
    ask(deployment, `OPTIONS ${path}`, {
      headers: { origin, 'access-control-request-method': 'POST' },
    })
  const paths = ['/api/auth/otp/request', '/api/auth/sessions/1', '/api/otp/verify']

  test.each(paths)(
    'D11 %s may be asked, with cookies, by an origin that is listed',
    async (path) => {
      const deployment = await create()
      const allowed = await preflight(deployment, path, app)
      expect(allowed.status).toBe(204)
      expect(allowed.headers.get('access-control-allow-origin')).toBe(app)
      expect(allowed.headers.get('access-control-allow-credentials')).toBe('true')
      expect(allowed.headers.get('access-control-allow-methods')).not.toContain('*')
      expect(allowed.headers.get('access-control-allow-headers')).toContain('content-type')
      expect(allowed.headers.get('vary')).toBe('Origin')
      const asked = await ask(deployment, `POST ${path}`, { headers: { origin: app }, body: {} })
      expect(asked.headers.get('access-control-allow-origin')).toBe(app)
    },
  )

  test.each(paths)('D11 %s may not by any other, however alike', async (path) => {
    const deployment = await create()
    const others = [
      'https://evil.example',
      'null',
      `${app}.evil.example`,
      'https://APP.acme.example',
    ]
    for (const origin of others) {
      const refused = await preflight(deployment, path, origin)
      expect(refused.status).toBe(405)
      const asked = await ask(deployment, `POST ${path}`, { headers: { origin }, body: {} })
      for (const { headers } of [refused, asked]) {
        expect(headers.get('access-control-allow-origin')).toBeNull()
        expect(headers.get('access-control-allow-credentials')).toBeNull()
        expect(headers.get('vary')).toBe('Origin')
      }
    }
  })

  test('D11 the routes of administrators are open to no other page, listed or not', async () => {
    const deployment = await create()
    const asked = await preflight(deployment, '/api/admin/switches', app)
    expect(asked.status).toBe(405)
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
  })
})
