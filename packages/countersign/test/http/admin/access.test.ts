import { describe, expect, test } from 'vitest'
import { type AdminDesk, createAdminDesk } from '../../support/admin-desk.ts'
import { stores } from '../../support/deployment.ts'

interface Operation {
  readonly 'x-role'?: string
  readonly security?: readonly object[]
}

const phone = '+233244123456'

/** What each change is asked with, so that it would be done if somebody might. */
const bodies: Readonly<Record<string, unknown>> = {
  'PATCH /api/admin/integrations/{id}': { otp_enabled: false },
  'POST /api/admin/integrations/{id}/test': { phone_e164: phone },
  'POST /api/admin/switches': { scope: 'all', reason: 'a test' },
  'DELETE /api/admin/switches': { scope: 'all' },
  'POST /api/admin/recipients/unlock': { phone_e164: phone },
  'POST /api/admin/recipients/invalidate': { everybody: true },
  'POST /api/admin/recipients/erase': { phone_e164: phone },
}

const operationsOf = async ({ ask }: AdminDesk) => {
  const { json } = await ask('GET', '/openapi.json')
  const paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = json.paths
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation['x-role'] !== undefined)
      .map(([name, operation]) => {
        const method = name.toUpperCase()
        const body = bodies[`${method} ${path}`]
        const role = operation['x-role']
        return { method, path, at: path.replace('{id}', 'recording'), role, operation, body }
      }),
  )
}

const prepare = async (open: (typeof stores)['memory']) => {
  const desk = await createAdminDesk({ store: open })
  const expired = await desk.hire({ name: 'ama', forMs: 60_000 })
  const revoked = await desk.hire({ name: 'yaw' })
  await desk.dismiss('yaw')
  desk.clock.advance(60_000)
  const bad = { none: undefined, wrong: `ca_${'x'.repeat(43)}`, empty: '', expired, revoked }
  const viewer = await desk.hire({ name: 'efua', role: 'viewer' })
  return { desk, bad, viewer, operator: await desk.hire() }
}

describe.each(Object.entries(stores))('administrators over HTTP, on %s', (_name, open) => {
  test('E6 E8 no route is open to nobody, a stranger, or a token that is expired or revoked', async () => {
    const { desk, bad } = await prepare(open)
    const operations = await operationsOf(desk)
    expect(operations.length).toBe(17)
    const before = (await desk.events()).length
    for (const [n, { method, at, body }] of operations.entries())
      for (const [what, token] of Object.entries(bad)) {
        const peer = `203.0.113.${n}`
        const { status, json, headers } = await desk.ask(method, at, { token, body, peer })
        expect([status, json.code], `${method} ${at}, ${what}`).toEqual([401, 'admin_required'])
        expect(headers.get('set-cookie')).toBeNull()
      }
    expect((await desk.events()).length).toBe(before)
    expect(await desk.store.switches.list()).toEqual([])
  })

  test('E6 a viewer looks and changes nothing; an operator does both', async () => {
    const { desk, viewer, operator } = await prepare(open)
    const before = (await desk.events()).length
    const operations = await operationsOf(desk)
    for (const { method, at, body, role } of operations) {
      const { status, json } = await desk.ask(method, at, { token: viewer, body })
      const expected = role === 'operator' ? [403, 'role_required'] : [200, undefined]
      expect([status, json.code], `${method} ${at}`).toEqual(expected)
    }
    expect((await desk.events()).length).toBe(before)
    for (const { method, at, body } of operations) {
      const { status, json } = await desk.ask(method, at, { token: operator, body })
      const isThere = json?.code !== 'not_found'
      expect(isThere ? status : 200, `${method} ${at} ${json?.detail}`).toBe(200)
    }
  })

  test('E8 a token is good for nothing but its own kind', async () => {
    const { desk, operator } = await prepare(open)
    const link = await desk.makeLink()
    const cookie = await desk.signIn({ token: operator })
    const session = cookie.split('=')[1] ?? ''
    const path = '/api/admin/session'
    for (const token of [link, session])
      expect((await desk.ask('GET', path, { token })).status).toBe(401)
    for (const secret of [operator, link]) {
      const foreign = { cookie: `__Host-countersign-admin=${secret}` }
      expect((await desk.ask('GET', path, foreign)).status).toBe(401)
    }
    for (const body of [{ link: operator }, { token: link }, { token: session }])
      expect((await desk.ask('POST', path, { body })).status).toBe(401)
  })
})

test('E6 what is in the path or the body is not looked at before it is known who asks', async () => {
  const { ask } = await createAdminDesk()
  const bad = { body: '{', headers: { 'content-type': 'text/plain' } }
  expect((await ask('POST', '/api/admin/switches', bad)).status).toBe(401)
  expect((await ask('GET', '/api/admin/audit?limit=x')).status).toBe(401)
})

test('C14 E6 the description says which role each route of administrators needs, and how it is shown', async () => {
  const desk = await createAdminDesk()
  for (const { operation, role, method } of await operationsOf(desk)) {
    expect(role).toBe(method === 'GET' || operation['x-role'] === 'viewer' ? 'viewer' : 'operator')
    expect(operation.security).toEqual([{ adminToken: [] }, { adminSession: [] }])
  }
})

test('C14 a method that an address of administrators does not take is named as such', async () => {
  const { ask } = await createAdminDesk()
  const { status, headers } = await ask('PUT', '/api/admin/switches')
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, DELETE'])
  expect((await ask('GET', '/api/admin/switches/1')).headers.get('allow')).toBe('DELETE')
  expect((await ask('GET', '/api/admin/nothing')).status).toBe(404)
})
