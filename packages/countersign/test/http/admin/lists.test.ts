import { describe, expect, test } from 'vitest'
import { createAdminDesk } from '../../support/admin-desk.ts'
import { type DeploymentOptions, newPhone, stores } from '../../support/deployment.ts'

const prepare = async (options: DeploymentOptions = {}) => {
  const desk = await createAdminDesk(options)
  const token = await desk.hire({ role: 'viewer' })
  const get = (path: string) => desk.ask('GET', `/api/admin${path}`, { token })
  const send = (purpose = 'login') =>
    desk.post('/api/otp/send', { purpose, phone_e164: newPhone() })
  return { desk, get, send }
}

/** Every row of a list, page by page. */
const readPages = async (
  get: Awaited<ReturnType<typeof prepare>>['get'],
  { path, rows, limit }: { readonly path: string; readonly rows: string; readonly limit: number },
) => {
  const ids: string[] = []
  const sizes: number[] = []
  let before = ''
  for (;;) {
    const { json } = await get(`${path}?limit=${limit}${before}`)
    sizes.push(json[rows].length)
    ids.push(...json[rows].map((row: { id: string }) => row.id))
    if (json.next === null) return { ids, sizes }
    before = `&before=${encodeURIComponent(json.next)}`
  }
}

describe.each(Object.entries(stores))('what administrators look at, on %s', (_name, store) => {
  test('B4 E6 deliveries and events come in pages, newest first, each row once', async () => {
    const { desk, get, send } = await prepare({ store })
    for (let n = 0; n < 7; n++) await send()
    const deliveries = await readPages(get, { path: '/deliveries', rows: 'deliveries', limit: 3 })
    expect(deliveries.sizes).toEqual([3, 3, 1])
    expect(new Set(deliveries.ids).size).toBe(7)
    const all = await desk.store.deliveries.list({ rowsAtMost: 100 })
    expect(deliveries.ids).toEqual(all.map(({ ref }) => ref))
    const events = await readPages(get, { path: '/audit', rows: 'events', limit: 4 })
    expect(events.ids.length).toBeGreaterThan(14)
    expect(new Set(events.ids).size).toBe(events.ids.length)
    const { json } = await get('/audit?limit=500')
    expect(events.ids).toEqual(json.events.map((row: { id: string }) => row.id))
  })

  test('B4 E6 deliveries and events are found by what they are and when they were', async () => {
    const { desk, get, send } = await prepare({ store })
    await send()
    desk.provider.answerWith({ kind: 'config', reason: 'x' })
    await send()
    const listed = async (query: string) => (await get(`/deliveries?${query}`)).json.deliveries
    expect(await listed('state=accepted')).toHaveLength(1)
    expect(await listed('state=failed')).toMatchObject([
      { reason: 'config: x', recipient: expect.stringMatching(/^\+233•••\d\d$/) },
    ])
    expect(await listed('integration=recording')).toHaveLength(2)
    expect(await listed('integration=other')).toEqual([])
    const eventsOf = async (query: string) => (await get(`/audit?${query}`)).json.events
    const created = await eventsOf('type=admin.created')
    expect(created).toMatchObject([
      { outcome: 'created', actor: 'cli', recipient: null, facts: { name: 'kofi' } },
    ])
    expect(await eventsOf('type=admin.created,code.opened')).toHaveLength(3)
    const now = new Date(desk.clock.now()).toISOString()
    expect(await eventsOf(`to=${now}`)).toEqual([])
    expect((await eventsOf(`from=${now}`)).length).toBeGreaterThan(3)
  })

  test('B4 E11 figures are counted by purpose and country from the audit log', async () => {
    const { desk, get } = await prepare({ store })
    const to = { purpose: 'login', phone_e164: newPhone() }
    await desk.post('/api/otp/send', to)
    await desk.post('/api/otp/verify', { ...to, code: '000000' })
    await desk.post('/api/otp/verify', { ...to, code: desk.lastCode() })
    desk.provider.answerWith({ kind: 'config' })
    await desk.post('/api/otp/send', { purpose: 'reset', phone_e164: newPhone() })
    const { json } = await get('/stats')
    expect(json).toMatchObject({
      is_complete: true,
      sent: 1,
      verified: 1,
      failed: 1,
      conversion: 1,
    })
    expect(json.sent_by_purpose).toEqual({ login: 1 })
    expect(json.verified_by_country).toEqual({ GH: 1 })
    desk.clock.advance(2 * 3_600_000)
    expect((await get('/stats?hours=1')).json).toMatchObject({ sent: 0, conversion: null })
  })

  test('B4 F2 the log verifies, and says so', async () => {
    const { get, send } = await prepare({ store })
    await send()
    const verdicts = await Promise.all([get('/audit/verify'), get('/audit/verify')])
    for (const { json } of verdicts)
      expect(json).toMatchObject({ status: 'genuine', findings: [], events: expect.any(Number) })
    expect(verdicts[0]?.json.events).toBeGreaterThan(2)
  })
})

const bad: readonly (readonly [string, string])[] = [
  ['/deliveries?limit=0', 'limit: must be a whole number from 1 to 500'],
  ['/deliveries?limit=501', 'limit: must be a whole number from 1 to 500'],
  ['/deliveries?limit=1e2', 'limit: must be a whole number from 1 to 500'],
  ['/deliveries?limit=', 'limit: must be a whole number from 1 to 500'],
  ['/deliveries?state=lost', 'state: '],
  ['/deliveries?before=%20', 'before: is not the end of a page'],
  ['/deliveries?limt=5', 'limt'],
  ['/audit?before=1', 'before: is not the end of a page'],
  ['/audit?before=1.0.1;drop', 'before: is not the end of a page'],
  ['/audit?from=yesterday', 'from: must be a time such as 2026-03-01T09:30:00Z'],
  ['/audit?to=2026-13-01T00:00:00Z', 'to: must be a time'],
  ['/audit?type=nothing', 'type: names a type of events that there is not'],
  ['/audit?type=code.opened,', 'type: names a type of events that there is not'],
  ['/stats?hours=169', 'hours: must be a whole number from 1 to 168'],
]

test.each(bad)('E6 a query that is not good is named as such: %s', async (path, says) => {
  const { get } = await prepare()
  const { status, json } = await get(path)
  expect([status, json.code]).toEqual([400, 'invalid_request'])
  expect(json.detail).toContain(says)
  expect(json.errors.length).toBeGreaterThan(0)
})
