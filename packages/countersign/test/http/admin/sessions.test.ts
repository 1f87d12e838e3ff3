import { describe, expect, test } from 'vitest'
import { createAdminDesk, fromOwnPage } from '../../support/admin-desk.ts'
import { stores } from '../../support/deployment.ts'

const session = '/api/admin/session'
const off = { scope: 'country', target: 'GH', reason: 'pumping' }

describe.each(Object.entries(stores))('console sessions, on %s', (_name, open) => {
  test('E8 a token becomes a cookie that scripts, plain http and other sites never see', async () => {
    const desk = await createAdminDesk({ store: open })
    const token = await desk.hire()
    const { status, json, headers } = await desk.ask('POST', session, { body: { token } })
    expect([status, json]).toEqual([200, { name: 'kofi', role: 'operator' }])
    const cookie = headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^__Host-countersign-admin=cs_[\w-]{43}\.\w+; /)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/', 'Max-Age=43200'])
      expect(cookie.split('; ')).toContain(attribute)
    expect(cookie).not.toContain('Domain')
    const [event] = await desk.events('admin.signed_in')
    expect(event?.outcome).toBe('signed_in')
    expect(JSON.parse(event?.facts ?? '')).toEqual({ actor: 'admin:kofi', by: 'token' })
  })

  test('E8 a sign-in link works once, and whoever has the session is on record by name', async () => {
    const desk = await createAdminDesk({ store: open })
    const link = await desk.makeLink({ name: 'ama' })
    const tries = Array.from({ length: 5 }, () => desk.ask('POST', session, { body: { link } }))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 401, 401, 401, 401])
    const events = await desk.events('admin.signed_in')
    expect(events.map(({ outcome }) => outcome).sort()).toEqual(['signed_in', 'used'])
    expect(events.map(({ facts }) => JSON.parse(facts))).toContainEqual({
      ...{ actor: 'admin:ama', by: 'link' },
    })
    const late = await desk.makeLink()
    desk.clock.advance(600_000)
    expect((await desk.ask('POST', session, { body: { link: late } })).status).toBe(401)
  })

  test('E8 signing out, expiry and revocation end a session with the next request', async () => {
    const desk = await createAdminDesk({ store: open })
    const token = await desk.hire()
    const whoIs = async (cookie: string) => (await desk.ask('GET', session, { cookie })).status
    const cookie = await desk.signIn({ token })
    const other = await desk.signIn({ token })
    expect([await whoIs(cookie), await whoIs(other)]).toEqual([200, 200])
    const out = await desk.ask('DELETE', session, { cookie, headers: fromOwnPage })
    expect(out.headers.get('set-cookie')).toMatch(/^__Host-countersign-admin=; Max-Age=0;/)
    expect([await whoIs(cookie), await whoIs(other)]).toEqual([401, 200])
    await desk.dismiss('kofi')
    expect(await whoIs(other)).toBe(401)
    const again = await desk.signIn({ token: await desk.hire() })
    desk.clock.advance(12 * 3_600_000)
    expect(await whoIs(again)).toBe(401)
  })

  test('E8 a session does not outlive the token it came from', async () => {
    const desk = await createAdminDesk({ store: open })
    const cookie = await desk.signIn({ token: await desk.hire({ forMs: 60_000 }) })
    expect((await desk.ask('GET', session, { cookie })).status).toBe(200)
    desk.clock.advance(60_000)
    expect((await desk.ask('GET', session, { cookie })).status).toBe(401)
  })

  test('E8 a session by a sign-in link does not outlive the token of its name, and no link does', async () => {
    const desk = await createAdminDesk({ store: open })
    await desk.hire({ forMs: 60_000 })
    const [link, late] = [await desk.makeLink(), await desk.makeLink()]
    const cookie = await desk.signIn({ link })
    expect((await desk.ask('GET', session, { cookie })).status).toBe(200)
    desk.clock.advance(60_000)
    expect((await desk.ask('GET', session, { cookie })).status).toBe(401)
    expect((await desk.ask('POST', session, { body: { link: late } })).status).toBe(401)
  })

  test('E8 who signed in a while ago looks, and must sign in again to change things', async () => {
    const desk = await createAdminDesk({ store: open })
    const token = await desk.hire()
    const cookie = await desk.signIn({ token })
    const change = (held: string) =>
      desk.ask('POST', '/api/admin/switches', { cookie: held, body: off, headers: fromOwnPage })
    desk.clock.advance(15 * 60_000 - 1)
    expect((await change(cookie)).status).toBe(200)
    desk.clock.advance(1)
    const { status, json } = await change(cookie)
    expect([status, json.code]).toEqual([403, 'sign_in_again'])
    expect((await desk.ask('GET', '/api/admin/switches', { cookie })).status).toBe(200)
    const forged = `${cookie.split('.')[0]}.${desk.clock.now().toString(36)}`
    expect((await change(forged)).status).toBe(401)
    expect((await change(await desk.signIn({ token }))).status).toBe(200)
    expect((await desk.store.switches.list()).length).toBe(2)
  })
})

describe('E8 requests that another site makes a browser send', () => {
  const own = 'https://otp.acme.example'
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, boolean])[] = [
    ['a page of ours', { 'sec-fetch-site': 'same-origin', origin: own }, true],
    ['a page of ours in a browser without Fetch Metadata', { origin: own }, true],
    [
      'a page of ours under the name that it was asked by',
      { origin: 'http://otp.acme.example' },
      true,
    ],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: own }, false],
    ['a subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://x.acme.example' }, false],
    ['the address bar', { 'sec-fetch-site': 'none' }, false],
    ['another origin', { origin: 'https://evil.example' }, false],
    ['our name with another port', { origin: 'https://otp.acme.example:8443' }, false],
    ['our name as a part of theirs', { origin: 'https://otp.acme.example.evil.example' }, false],
    ['a sandbox', { origin: 'null' }, false],
    ['nobody who says so', {}, false],
  ]

  test.each(cases)('D11 from %s: a change by cookie', async (_what, headers, isTaken) => {
    const desk = await createAdminDesk()
    const token = await desk.hire()
    const cookie = await desk.signIn({ token })
    const changes = [
      ['POST', '/api/admin/switches', off],
      ['PATCH', '/api/admin/integrations/recording', { otp_enabled: false }],
      ['DELETE', '/api/admin/switches', { scope: 'country', target: 'GH' }],
      ['DELETE', session, undefined],
    ] as const
    const before = (await desk.events()).length
    for (const [method, path, body] of changes) {
      const { status, json } = await desk.ask(method, path, { cookie, body, headers })
      expect([status, json.code], `${method} ${path}`).toEqual(
        isTaken ? [200, undefined] : [403, 'cross_site'],
      )
    }
    expect((await desk.events()).length - before).toBe(isTaken ? 3 : 0)
    const whoIs = await desk.ask('GET', session, { cookie, headers })
    expect(whoIs.status).toBe(isTaken ? 401 : 200)
  })

  test.each(cases)('D11 from %s: signing somebody in', async (what, headers, isTaken) => {
    const desk = await createAdminDesk()
    const token = await desk.hire()
    const signedIn = await desk.ask('POST', session, { body: { token }, headers })
    const isScript = what === 'nobody who says so'
    expect(signedIn.status).toBe(isTaken || isScript ? 200 : 403)
    expect(signedIn.headers.has('set-cookie')).toBe(isTaken || isScript)
  })

  test('D11 a token is sent by nobody but who has it, so it works from anywhere', async () => {
    const desk = await createAdminDesk()
    const token = await desk.hire()
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect(
      (await desk.ask('POST', '/api/admin/switches', { token, body: off, headers })).status,
    ).toBe(200)
  })

  test('D11 a cookie that only plain http can set is not read where there is https', async () => {
    const desk = await createAdminDesk()
    const cookie = (await desk.signIn({ token: await desk.hire() })).replace('__Host-', '')
    expect((await desk.ask('GET', session, { cookie })).status).toBe(401)
    const plain = await createAdminDesk({ admin: { publicUrl: new URL('http://localhost:3000') } })
    const held = await plain.signIn({ token: await plain.hire() })
    expect(held).toMatch(/^countersign-admin=/)
    expect((await plain.ask('GET', session, { cookie: held })).status).toBe(200)
  })
})

describe('E8 whoever tries tokens', () => {
  const wrong = `ca_${'x'.repeat(43)}`

  test.each([
    ['signs in by token', ['POST', { body: { token: wrong } }]],
    ['signs in by link', ['POST', { body: { link: 'cl_nothing' } }]],
    ['calls the API', ['GET', { token: wrong }]],
  ] as const)('E8 is slowed down who %s, with the true wait', async (_how, [method, options]) => {
    const desk = await createAdminDesk()
    const guess = (peer = '203.0.113.1') => desk.ask(method, session, { ...options, peer })
    for (let n = 0; n < 10; n++) expect((await guess()).status).toBe(401)
    desk.clock.advance(1000)
    const { status, json, headers } = await guess()
    expect([status, json.code, headers.get('retry-after')]).toEqual([429, 'rate_limited', '899'])
    expect(headers.get('ratelimit')).toBe('"admin";r=0;t=899')
    expect(headers.get('ratelimit-policy')).toBe('"admin";q=10;w=900')
    expect((await guess('203.0.113.2')).status).toBe(401)
    desk.clock.advance(899_000)
    expect((await guess()).status).toBe(401)
  })

  test('A13 E8 cannot keep an administrator behind the same address from the switch', async () => {
    const desk = await createAdminDesk()
    const token = await desk.hire()
    for (let n = 0; n < 20; n++) await desk.ask('GET', session, { token: wrong })
    expect((await desk.ask('POST', '/api/admin/switches', { token, body: off })).status).toBe(200)
    expect(await desk.signIn({ token })).toContain('cs_')
  })

  test('E8 is told by the address that trusted proxies name, not by theirs', async () => {
    const desk = await createAdminDesk({ trustedProxies: ['10.0.0.0/8'] })
    const guess = (ip: string) =>
      desk.ask('GET', session, {
        token: wrong,
        peer: '10.0.0.1',
        headers: { 'x-forwarded-for': ip },
      })
    for (let n = 0; n < 11; n++) await guess('203.0.113.9')
    expect((await guess('203.0.113.9')).status).toBe(429)
    expect((await guess('203.0.113.10')).status).toBe(401)
  })
})
