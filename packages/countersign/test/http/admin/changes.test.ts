import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createMemoryStore } from 'countersign/stores/memory'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createRecordingProvider } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { createDraft } from '../../../src/testing/store-contract/events.ts'
import { createAdminDesk } from '../../support/admin-desk.ts'
import { type DeploymentOptions, stores } from '../../support/deployment.ts'
import { createTestSchema } from '../../support/postgres.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const api = '/api/admin'
const phone = '+233244123456'

const prepare = async ({
  name = 'kofi',
  ...options
}: DeploymentOptions & { readonly name?: string } = {}) => {
  const desk = await createAdminDesk(options)
  const token = await desk.hire({ name })
  const change = (method: string, path: string, body?: unknown) => {
    // Events of different writers are told apart by their time.
    desk.clock.advance(1)
    return desk.ask(method, `${api}${path}`, { token, body })
  }
  const look = async (path: string) => (await desk.ask('GET', `${api}${path}`, { token })).json
  const lastEvent = async () => {
    const [event] = await desk.events()
    return { type: event?.type, outcome: event?.outcome, facts: JSON.parse(event?.facts ?? '{}') }
  }
  return { desk, change, look, lastEvent }
}

describe.each(Object.entries(stores))('what operators change, on %s', (_name, store) => {
  test('A3 F2 E6 an integration is switched off and on, and the event says who, what and why', async () => {
    const { desk, change, look, lastEvent } = await prepare({ store })
    const off = await change('PATCH', '/integrations/recording', {
      ...{ otp_enabled: false, reason: 'The provider is down' },
    })
    expect(off.json).toMatchObject({ id: 'recording', otp_enabled: false })
    expect(await lastEvent()).toEqual({
      ...{ type: 'integration.changed', outcome: 'changed' },
      facts: {
        ...{ actor: 'admin:kofi', integration: 'recording' },
        ...{ otp_enabled: false, reason: 'The provider is down' },
      },
    })
    const [row] = await desk.store.integrations.list()
    expect(row?.otpEnabled).toBe(false)
    expect((await look('/integrations')).integrations).toMatchObject([{ otp_enabled: false }])
    expect((await change('PATCH', '/integrations/recording', { otp_enabled: true })).status).toBe(
      200,
    )
    expect((await look('/integrations')).integrations).toMatchObject([
      { otp_enabled: true, channels: ['sms', 'email', 'whatsapp'], settings: {} },
    ])
  })

  test('F2 E6 a switch stops a part, for as long as it was told to, and goes away by id or by what it stops', async () => {
    const { desk, change, look, lastEvent } = await prepare({ store })
    const reason = 'pumping from one range'
    const all = await change('POST', '/switches', { scope: 'all', reason })
    expect(await lastEvent()).toMatchObject({
      ...{ type: 'switch.changed', outcome: 'off' },
      facts: { actor: 'admin:kofi', scope: 'all', reason },
    })
    expect(all.json).toMatchObject({
      scope: 'all',
      target: null,
      author: 'admin:kofi',
      ends_at: null,
    })
    const gh = { scope: 'country', target: 'GH' }
    for (let n = 0; n < 2; n++) await change('POST', '/switches', { ...gh, reason })
    await change('POST', '/switches', { scope: 'channel', target: 'sms', reason, seconds: 60 })
    expect((await look('/switches')).switches).toHaveLength(4)
    desk.clock.advance(60_000)
    expect((await look('/switches')).switches).toHaveLength(3)

    expect((await change('DELETE', `/switches/${all.json.id}`)).json).toEqual({
      status: 'on',
      switches: 1,
    })
    expect(await lastEvent()).toMatchObject({ type: 'switch.changed', outcome: 'on' })
    expect((await change('DELETE', '/switches', gh)).json).toEqual({ status: 'on', switches: 2 })
    expect((await look('/switches')).switches).toEqual([])
    const before = (await desk.events()).length
    for (const [path, body] of [
      [`/switches/${all.json.id}`, undefined],
      ['/switches/nothing', undefined],
      ['/switches', { id: all.json.id }],
      ['/switches', gh],
    ] as const)
      expect((await change('DELETE', path, body)).status).toBe(404)
    expect((await desk.events()).length).toBe(before)
  })

  test('K5 F8 a reason or a name that a store could not keep as it is, or that has more than one line, is refused and changes nothing', async () => {
    const { desk, change, look } = await prepare({ store })
    const before = (await desk.events()).length
    for (const odd of ['cut\0off', 'two\nlines', 'clear\u001b[2J', 'half \ud800', '\udc00 half']) {
      const refused = [
        await change('POST', '/switches', { scope: 'all', reason: odd }),
        await change('PATCH', '/integrations/recording', { otp_enabled: false, reason: odd }),
      ]
      for (const { status, json } of refused)
        expect([status, json.code, json.errors]).toEqual([
          ...[400, 'invalid_request'],
          [{ path: 'reason', message: 'must be one line without control characters' }],
        ])
    }
    const listed = await change('GET', '/deliveries?integration=cut%00off')
    expect([listed.status, listed.json.errors]).toMatchObject([400, [{ path: 'integration' }]])
    expect((await change('DELETE', '/switches/cut%00off')).status).toBe(404)
    expect((await look('/switches')).switches).toEqual([])
    expect((await desk.events()).length).toBe(before)
  })

  test('A4 F2 purposes say what the switches make of them: a code, none, or nobody gets on', async () => {
    const { change, look } = await prepare({ store })
    const stateOf = async (name: string) =>
      (await look('/purposes')).purposes.find((row: { name: string }) => row.name === name).code_is
    expect([await stateOf('login'), await stateOf('sign_in')]).toEqual(['required', 'required'])
    await change('POST', '/switches', { scope: 'purpose', target: 'login', reason: 'a test' })
    expect([await stateOf('login'), await stateOf('sign_in')]).toEqual(['skipped', 'required'])
    await change('PATCH', '/integrations/recording', { otp_enabled: false })
    expect([await stateOf('login'), await stateOf('sign_in')]).toEqual(['skipped', 'refused'])
  })

  test('A13 B6 a recipient is unlocked, everybody invalidated, a person erased: each with its event', async () => {
    const { desk, change, lastEvent } = await prepare({ store })
    const to = { phone_e164: phone }
    await desk.post('/api/otp/send', { purpose: 'login', ...to })
    await desk.post('/api/otp/verify', { purpose: 'login', ...to, code: '000000' })
    expect((await change('POST', '/recipients/unlock', to)).json).toEqual({ status: 'unlocked' })
    expect(await lastEvent()).toMatchObject({
      ...{ type: 'recipient.unlocked', facts: { actor: 'admin:kofi' } },
    })
    expect((await change('POST', '/recipients/unlock', to)).json.status).toBe('was_not_locked')
    const ended = await change('POST', '/recipients/invalidate', { everybody: true })
    expect(ended.json).toEqual({ status: 'invalidated', codes: 1, proofs: 0, sessions: 0 })
    expect((await lastEvent()).type).toBe('recipient.invalidated')
    const code = desk.lastCode()
    const late = await desk.post('/api/otp/verify', { purpose: 'login', ...to, code })
    expect(late.status).toBe(400)
    const erased = await change('POST', '/recipients/erase', to)
    expect(erased.json).toMatchObject({ status: 'erased', rows: expect.any(Number) })
    expect(erased.json.rows).toBeGreaterThan(0)
    expect(erased.json.audit_events).toBeGreaterThan(0)
    expect((await lastEvent()).type).toBe('recipient.erased')
    const events = await desk.ask('GET', `${api}/audit?limit=100`, {
      token: await desk.hire({ name: 'x' }),
    })
    expect(events.text).not.toContain('•••56')
    expect((await change('GET', '/audit/verify')).json).toMatchObject({
      status: 'genuine',
      findings: [],
    })
  })

  test('A1 F3 a test message goes once to the provider, is on record, and its code opens nothing', async () => {
    const { desk, change, lastEvent } = await prepare({ store })
    const to = { phone_e164: phone }
    await change('POST', '/switches', { scope: 'all', reason: 'a test' })
    const sent = await change('POST', '/integrations/recording/test', { ...to, purpose: 'login' })
    expect(sent.json).toEqual({ outcome: 'accepted', reason: null })
    expect(desk.provider.messages).toHaveLength(1)
    expect(await lastEvent()).toMatchObject({
      ...{ type: 'integration.tested', outcome: 'accepted' },
      facts: { actor: 'admin:kofi', integration: 'recording', purpose: 'login' },
    })
    const [{ id } = { id: '' }] = await desk.store.switches.list()
    await change('DELETE', `/switches/${id}`)
    const typed = { purpose: 'login', ...to, code: desk.lastCode() }
    expect((await desk.post('/api/otp/verify', typed)).status).toBe(400)
    desk.provider.answerWith({ kind: 'funds', reason: '102' })
    const refused = await change('POST', '/integrations/recording/test', to)
    expect(refused.json).toEqual({ outcome: 'funds', reason: '102' })
    const none = await change('POST', '/integrations/recording/test', { ...to, purpose: 'nothing' })
    expect([none.status, none.json.code]).toEqual([400, 'invalid_request'])
  })
})

/** Two stores on one database, as two processes have them. */
const shared = {
  sqlite: () => {
    const path = join(temporaryFolder(), 'shared.db')
    return (clock: Parameters<(typeof stores)['memory']>[0]) =>
      Promise.resolve(createSqliteStore({ clock, path }))
  },
  postgres: () => {
    const schema = createTestSchema()
    return (clock: Parameters<(typeof stores)['memory']>[0]) => schema.open({ clock })
  },
}

describe.each(Object.entries(shared))('two instances on one database, %s', (_name, openBoth) => {
  test('A3 F2 what one switches off, the other does not send with its very next request', async () => {
    const store = openBoth()
    const one = await prepare({ store })
    const other = await prepare({ store, name: 'ama' })
    const send = (to: string) =>
      other.desk.post('/api/otp/send', { purpose: 'login', phone_e164: to })
    expect((await send('+233244000001')).status).toBe(200)
    await one.change('PATCH', '/integrations/recording', { otp_enabled: false })
    expect(await (await send('+233244000002')).json()).toEqual({ status: 'skipped' })
    expect((await other.look('/integrations')).integrations).toMatchObject([{ otp_enabled: false }])
    expect(other.desk.provider.messages).toHaveLength(1)
    await other.change('PATCH', '/integrations/recording', { otp_enabled: true })
    expect(await (await send('+233244000002')).json()).toMatchObject({ status: 'sent' })
  })

  test('E8 signing out and revoking on one ends the session on the other with its very next request', async () => {
    const store = openBoth()
    const [one, other] = [await createAdminDesk({ store }), await createAdminDesk({ store })]
    const token = await one.hire()
    const cookies = [await one.signIn({ token }), await other.signIn({ token })]
    const whoIs = async (options: object) =>
      (await other.ask('GET', `${api}/session`, options)).status
    expect(await whoIs({ cookie: cookies[0] })).toBe(200)
    const headers = { 'sec-fetch-site': 'same-origin' }
    await one.ask('DELETE', `${api}/session`, { cookie: cookies[0], headers })
    expect(await whoIs({ cookie: cookies[0] })).toBe(401)
    await one.dismiss('kofi')
    expect([await whoIs({ cookie: cookies[1] }), await whoIs({ token })]).toEqual([401, 401])
  })
})

test('E6 a change whose event cannot be written is not made', async () => {
  const path = join(temporaryFolder(), 'test.db')
  const store = async (clock: { now(): number }) => createSqliteStore({ clock, path })
  const { desk, change, look } = await prepare({ store })
  await look('/integrations')
  await desk.post('/api/otp/send', { purpose: 'login', phone_e164: phone })
  const made = await change('POST', '/switches', { scope: 'all', reason: 'a test' })
  const link = await desk.makeLink()
  const database = new DatabaseSync(path, { timeout: 5000 })
  database.exec(
    "create trigger no_more before insert on audit_events begin select raise(abort, 'no'); end",
  )
  database.close()
  const changes = [
    ['PATCH', '/integrations/recording', { otp_enabled: false }],
    ['POST', '/integrations/recording/test', { phone_e164: phone }],
    ['POST', '/switches', { scope: 'country', target: 'GH', reason: 'a test' }],
    ['DELETE', `/switches/${made.json.id}`, undefined],
    ['POST', '/recipients/invalidate', { everybody: true }],
    ['POST', '/recipients/erase', { phone_e164: phone }],
    ['POST', '/session', { link }],
  ] as const
  const deliveries = await desk.store.deliveries.list({ rowsAtMost: 10 })
  for (const [method, at, body] of changes)
    expect((await change(method, at, body)).status, `${method} ${at}`).toBe(503)
  expect((await desk.store.integrations.list())[0]?.otpEnabled).toBe(true)
  expect((await desk.store.switches.list()).map(({ scope }) => scope)).toEqual(['all'])
  expect(await desk.store.deliveries.list({ rowsAtMost: 10 })).toEqual(deliveries)
})

describe('the answer to a switch', () => {
  test('E1 comes when the store has it and every call decided on before has started or never will', async () => {
    const waits: number[] = []
    const seen: unknown[] = []
    const store = createMemoryStore()
    const pause = async (ms: number) => {
      waits.push(ms)
      seen.push(
        (await store.switches.list()).length,
        (await store.integrations.list())[0]?.otpEnabled,
      )
    }
    const { change } = await prepare({ store: async () => store, admin: { pause } })
    await change('POST', '/switches', { scope: 'all', reason: 'a test' })
    await change('PATCH', '/integrations/recording', { otp_enabled: false })
    expect([waits, seen]).toEqual([
      [1000, 1000],
      [1, undefined, 1, false],
    ])
    await change('PATCH', '/integrations/recording', { otp_enabled: true })
    await change('DELETE', '/switches', { scope: 'all' })
    await change('POST', '/switches', { scope: 'country', target: 'Ghana', reason: 'a test' })
    expect(waits).toHaveLength(2)
  })
})

describe('settings of an integration', () => {
  const checkSettings = (_id: string, settings: Readonly<Record<string, unknown>>) =>
    'senderId' in settings && String(settings['senderId']).length > 11
      ? [{ path: 'senderId', message: 'must have 1 to 11 plain characters' }]
      : []

  test('A2 E6 are checked before they are kept, and the event holds the new ones', async () => {
    const { change, lastEvent, look } = await prepare({ admin: { checkSettings } })
    const bad = await change('PATCH', '/integrations/recording', {
      ...{ otp_enabled: false, settings: { senderId: 'far too long a name' } },
    })
    expect([bad.status, bad.json.errors]).toEqual([
      400,
      [{ path: 'settings.senderId', message: 'must have 1 to 11 plain characters' }],
    ])
    expect(bad.text).not.toContain('far too long')
    expect((await look('/integrations')).integrations).toMatchObject([{ otp_enabled: true }])
    await change('PATCH', '/integrations/recording', { settings: { senderId: 'Acme' } })
    expect((await look('/integrations')).integrations).toMatchObject([
      { settings: { senderId: 'Acme' } },
    ])
    expect((await lastEvent()).facts.settings).toBe('{"senderId":"Acme"}')
    await change('PATCH', '/integrations/recording', { settings: {} })
    expect((await look('/integrations')).integrations).toMatchObject([{ settings: {} }])
  })

  test('E7 G1 what the configuration file alone decides is neither kept nor shown', async () => {
    const fixedSettings = () => ['url']
    const { desk, change, lastEvent, look } = await prepare({
      admin: { checkSettings, fixedSettings },
    })
    const settings = { senderId: 'Acme', url: 'https://hooks.example/hidden' }
    const changed = await change('PATCH', '/integrations/recording', { settings })
    expect([changed.status, changed.json.settings]).toEqual([200, { senderId: 'Acme' }])
    expect((await lastEvent()).facts.settings).toBe('{"senderId":"Acme"}')
    expect((await desk.store.integrations.list())[0]?.settings).toBe('{"senderId":"Acme"}')
    const kept = JSON.stringify(settings)
    const audit = createDraft({ type: 'integration.changed' })
    await desk.store.integrations.change({ id: 'recording', settings: kept, audit })
    expect((await look('/integrations')).integrations[0].settings).toEqual({ senderId: 'Acme' })
  })

  test('A2 a test message goes by the settings that hold now', async () => {
    const replaced = createRecordingProvider('recording')
    const made: string[] = []
    const reconfigure = (_id: string, settings: string) => {
      made.push(settings)
      return replaced
    }
    const { change } = await prepare({ admin: { checkSettings, reconfigure } })
    await change('PATCH', '/integrations/recording', { settings: { senderId: 'Other' } })
    await change('POST', '/integrations/recording/test', { phone_e164: phone })
    expect([made, replaced.messages.length]).toEqual([['{"senderId":"Other"}'], 1])
  })

  test('A2 cannot be changed where nobody checks them', async () => {
    const { change } = await prepare()
    const { status, json } = await change('PATCH', '/integrations/recording', {
      settings: { a: 1 },
    })
    expect([status, json.errors[0].path]).toEqual([400, 'settings.a'])
  })
})

const bad: readonly (readonly [string, string, unknown, string])[] = [
  ['PATCH', '/integrations/recording', {}, 'give otp_enabled, settings or both'],
  ['PATCH', '/integrations/recording', { otp_enabled: 'no' }, 'otp_enabled'],
  ['PATCH', '/integrations/recording', { otp_enabld: false }, 'otp_enabld'],
  ['POST', '/switches', { scope: 'all' }, 'reason'],
  ['POST', '/switches', { scope: 'all', reason: ' x ' }, 'reason'],
  ['POST', '/switches', { scope: 'all', reason: 'asked by ama@example.com' }, 'must name no phone'],
  [
    'POST',
    '/switches',
    { scope: 'all', reason: 'asked by +233 24 412 3456' },
    'must name no phone',
  ],
  ['POST', '/switches', { scope: 'all', target: 'GH', reason: 'a test' }, 'target'],
  ['POST', '/switches', { scope: 'country', reason: 'a test' }, 'target'],
  ['POST', '/switches', { scope: 'country', target: 'gh', reason: 'a test' }, 'such as GH'],
  ['POST', '/switches', { scope: 'channel', target: 'fax', reason: 'a test' }, 'sms, email'],
  ['POST', '/switches', { scope: 'integration', target: 'x', reason: 'a test' }, 'recording'],
  ['POST', '/switches', { scope: 'purpose', target: 'toString', reason: 'a test' }, 'login'],
  ['POST', '/switches', { scope: 'all', reason: 'a test', seconds: 0 }, 'seconds'],
  ['DELETE', '/switches', {}, 'nvalid'],
  ['POST', '/recipients/unlock', {}, 'give either'],
  ['POST', '/recipients/invalidate', {}, 'give one of'],
  ['POST', '/recipients/invalidate', { everybody: true, phone_e164: phone }, 'give one of'],
  ['POST', '/recipients/invalidate', { everybody: false }, 'everybody'],
  ['POST', '/integrations/recording/test', { phone_e164: '0244' }, 'phone_e164'],
]

test.each(bad)(
  'E6 a request that is not good is named as such: %s %s %j',
  async (method, path, body, says) => {
    const { desk, change } = await prepare()
    const before = (await desk.events()).length
    const { status, json } = await change(method, path, body)
    expect([status, json.code]).toEqual([400, 'invalid_request'])
    expect(json.detail).toContain(says)
    expect((await desk.events()).length).toBe(before)
  },
)

test('A3 an integration that no channel names is not there', async () => {
  const { desk, change } = await prepare()
  for (const id of ['arkesel', 'toString', '%2e%2e', 'recording%00'])
    expect((await change('PATCH', `/integrations/${id}`, { otp_enabled: false })).status).toBe(404)
  expect((await change('POST', '/integrations/arkesel/test', { phone_e164: phone })).status).toBe(
    404,
  )
  expect(await desk.events('integration.changed')).toEqual([])
})
