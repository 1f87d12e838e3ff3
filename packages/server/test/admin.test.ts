import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createFakeArkesel, startFakeServices } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeConfig } from '../src/cli/fake-config.ts'
import { auditDraft } from './support/audit-draft.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { printedLink } from './support/console.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const reason = 'a test'

/** A deployment in production, on fakes, with an operator. */
const setUp = async () => {
  const folder = temporaryFolder()
  const fakes = await startFakeServices()
  onTestFinished(() => fakes.stop())
  const config = {
    ...fakeConfig(fakes.urls),
    channels: { sms: ['arkesel'], email: ['smtp'] },
    publicUrl: 'https://otp.acme.example',
    store: { url: 'sqlite:./data/countersign.db' },
    secretsDir: './secrets',
    countries: ['GH'],
  }
  mkdirSync(join(folder, 'secrets'))
  for (const [name, secret] of Object.entries(fakes.secrets))
    writeFileSync(join(folder, 'secrets', name), `${secret}\n`)
  const listen = { host: '127.0.0.1', port: 0 }
  const file = writeConfig(folder, {
    listen,
    ...config,
    channels: undefined,
    integrations: undefined,
  })
  await runCommand(['keys', 'init', '--config', file], { folder })
  const create = ['admin', 'create', 'kofi', '--role', 'operator', '--config', file]
  const token = (await runCommand(create, { folder })).stdout.trim()
  const start = async () => {
    const server = await startServer({ folder, config, env: { NODE_ENV: 'production' } })
    const ask = async (method: string, path: string, body?: unknown) => {
      const response = await server.fetch(`/api/admin${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      // biome-ignore lint/suspicious/noExplicitAny: tests look into it
      return { status: response.status, json: (await response.json()) as any }
    }
    return { server, ask }
  }
  return { fakes, folder, start, token }
}

describe('administrators of a server in production', () => {
  test('A2 A3 settings are changed for the next message of every instance, and checked as the file is', async () => {
    const { fakes, start } = await setUp()
    const [one, other] = [await start(), await start()]
    const settings = { senderId: 'Changed' }
    expect((await one.ask('PATCH', '/integrations/arkesel', { settings })).status).toBe(200)
    const to = { purpose: 'login', phone_e164: '+233244123456' }
    expect((await other.server.post('/api/otp/send', to)).status).toBe(200)
    const senders = () =>
      fakes.services.arkesel.requests.map(({ body }) => JSON.parse(body)['sender'])
    expect(senders()).toEqual(['Changed'])
    const tested = await other.ask('POST', '/integrations/arkesel/test', {
      phone_e164: to.phone_e164,
    })
    expect([tested.json.outcome, senders().length]).toEqual(['accepted', 2])

    for (const [id, bad, path, message] of [
      ['arkesel', { senderId: 'twelve chars' }, 'settings.senderId', '1 to 11'],
      ['arkesel', { arkesel_api_key: 'x' }, 'settings.arkesel_api_key', 'no such setting'],
      ['smtp', { from: 'hidden' }, 'settings.from', 'must be'],
    ] as const) {
      const { status, json } = await one.ask('PATCH', `/integrations/${id}`, { settings: bad })
      expect([status, json.errors[0].path]).toEqual([400, path])
      expect(json.detail).toContain(message)
      expect(json.detail).not.toMatch(/evil|hidden/)
    }
    const { json } = await other.ask('GET', '/integrations')
    expect(json.integrations).toMatchObject([
      { id: 'arkesel', settings, channels: ['sms'] },
      { id: 'smtp', settings: {}, channels: ['email'] },
    ])
  })

  test('G1 where secrets and codes go is decided by the configuration file alone', async () => {
    const { fakes, start } = await setUp()
    const { server, ask } = await start()
    const evil = await createFakeArkesel()
    onTestFinished(() => evil.stop())
    const own = { baseUrl: fakes.urls.arkesel, senderId: 'Changed' }
    const change = (id: string, settings: object) =>
      ask('PATCH', `/integrations/${id}`, { settings, otp_enabled: true })
    for (const [id, settings, name] of [
      ['arkesel', { ...own, baseUrl: evil.url }, 'baseUrl'],
      ['arkesel', { ...own, baseUrl: 'http://evil.example' }, 'baseUrl'],
      ['arkesel', { ...own, baseUrl: null }, 'baseUrl'],
      ['smtp', { url: 'smtps://me:hidden@evil.example' }, 'url'],
      ['smtp', { requireTls: false }, 'requireTls'],
    ] as const) {
      const { status, json } = await change(id, settings)
      expect([status, json.code]).toEqual([400, 'invalid_request'])
      const message =
        'decides where secrets and codes go: it can be changed in the configuration file only'
      expect(json.errors).toEqual([{ path: `settings.${name}`, message }])
      expect(json.detail).not.toMatch(/evil|hidden/)
    }
    expect((await change('arkesel', own)).status).toBe(200)
    const to = { purpose: 'login', phone_e164: '+233244123456' }
    expect((await server.post('/api/otp/send', to)).status).toBe(200)
    expect([evil.requests, fakes.services.arkesel.requests.length]).toEqual([[], 1])
  })

  test('G1 an endpoint that stands in the store from before is not used, and the log says so', async () => {
    const { fakes, start, folder } = await setUp()
    const evil = await createFakeArkesel()
    onTestFinished(() => evil.stop())
    const store = createSqliteStore({ path: join(folder, 'data', 'countersign.db') })
    await store.integrations.ensure(['arkesel'])
    const settings = JSON.stringify({ baseUrl: evil.url, senderId: 'Changed' })
    const audit = auditDraft()
    await store.integrations.change({ id: 'arkesel', settings, audit })
    await store.close()
    const { server } = await start()
    const to = { purpose: 'login', phone_e164: '+233244123456' }
    expect((await server.post('/api/otp/send', to)).status).toBe(200)
    const senders = fakes.services.arkesel.requests.map(({ body }) => JSON.parse(body)['sender'])
    expect([evil.requests, senders]).toEqual([[], ['Changed']])
    expect(server.output()).toContain('arkesel: baseUrl in the store is not used')
    expect(server.output()).not.toContain(evil.url)
  })

  test('E1 A3 when the switch has answered, no instance calls the provider any more', async () => {
    const { fakes, start } = await setUp()
    const [one, other] = [await start(), await start()]
    let isOver = false
    const sending = (async () => {
      for (let n = 0; !isOver; n++) {
        const phone_e164 = `+23324400${String(n).padStart(4, '0')}`
        await other.server.post('/api/otp/send', { purpose: 'login', phone_e164 })
      }
    })()
    const calls = () => fakes.services.arkesel.requests.length
    await expect.poll(calls).toBeGreaterThan(5)
    await one.ask('POST', '/switches', { scope: 'channel', target: 'sms', reason })
    const atAnswer = calls()
    await one.ask('POST', '/switches', { scope: 'all', reason })
    isOver = true
    await sending
    expect(calls()).toBe(atAnswer)
  })

  test('E8 C4 come from the command line alone: nothing is printed that signs anybody in', async () => {
    const { start, token } = await setUp()
    const { server, ask } = await start()
    await ask('POST', '/switches', { scope: 'all', reason })
    await server.post('/api/admin/session', { token })
    expect(printedLink(server)).toBeUndefined()
    expect(server.output()).not.toMatch(/ca_|cl_|cs_|sign-in/)
  })
})

describe('a server in development', () => {
  test('E8 prints a link that signs in once, as long as nobody has a token', async () => {
    const folder = temporaryFolder()
    const first = await startServer({ folder })
    const link = printedLink(first) ?? ''
    expect(link).toBe(`http://localhost:${first.port}/admin/sign-in?token=${link.split('=')[1]}`)
    const token = new URL(link).searchParams.get('token')
    const signIn = () => first.post('/api/admin/session', { link: token })
    const signedIn = await signIn()
    expect(await signedIn.json()).toEqual({ name: 'developer', role: 'operator' })
    expect((await signIn()).status).toBe(401)
    await first.stop()

    const second = await startServer({ folder })
    expect(printedLink(second)).toMatch(/cl_/)
    expect(printedLink(second)).not.toContain(token)
    await second.stop()
    const create = ['admin', 'create', 'kofi', '--config', writeConfig(folder, {})]
    await runCommand(create, { folder })
    const third = await startServer({ folder })
    expect(printedLink(third)).toBeUndefined()
    expect(third.output()).toContain(
      `Console   http://localhost:${third.port}/admin  (sign in with a token: `,
    )
  })

  test('E8 prints no link for a name whose token was revoked, because it would open nothing', async () => {
    const folder = temporaryFolder()
    const file = writeConfig(folder, {})
    for (const verb of ['create', 'revoke'])
      await runCommand(['admin', verb, 'developer', '--config', file], { folder })
    expect(printedLink(await startServer({ folder }))).toBeUndefined()
  })
})
