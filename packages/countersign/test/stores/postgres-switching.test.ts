import type { Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { Pool, type PoolClient } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createParty, refIn, smsRoute } from '../../src/testing/store-contract/party.ts'
import { createTestSchema, type TestSchema } from '../support/postgres.ts'

const clock = createFakeClock()

const everything = { scope: 'all', target: null, reason: 'pumping', author: 'cli' } as const

/** Ways to switch off what `smsRoute` needs, and back on. */
const ways: Readonly<Record<string, (store: Store) => Promise<() => Promise<unknown>>>> = {
  'a switch': async ({ switches }) => {
    const { id } = await switches.off({ ...everything, audit: createDraft() })
    return () => switches.on({ id, audit: createDraft() })
  },
  'the rows of all integrations': async ({ integrations }) => {
    const turn = async (otpEnabled: boolean) => {
      for (const { id } of await integrations.list())
        await integrations.change({ id, otpEnabled, audit: createDraft() })
    }
    await turn(false)
    return () => turn(true)
  },
}

test.each(Object.entries(ways))(
  'E1 E3 once %s was acknowledged nothing is opened, compared or called on any of three instances',
  async (_name, switchOff) => {
    const { open } = createTestSchema()
    const stores = [await open(), await open(), await open()] as const
    await stores[0].integrations.ensure(['arkesel', 'twilio'])
    let acknowledged = 0
    const answers = { opened: 0, disabled: 0, called: 0, compared: 0, late: 0 }

    const sendOnce = async (store: Store): Promise<void> => {
      const asked = acknowledged
      const party = createParty({ store, clock })
      const handOver = await party.open('111111')
      if (handOver.result.kind === 'disabled') {
        answers.disabled += 1
        return
      }
      expect(handOver.result.kind).toBe('opened')
      if (asked % 2 === 1 && asked === acknowledged) answers.late += 1
      answers.opened += 1
      const [beforeCall, ref] = [acknowledged, refIn(handOver)]
      const isCalled = await store.deliveries.again({ ref, audit: createDraft() })
      if (isCalled) answers.called += 1
      if (isCalled && beforeCall % 2 === 1 && beforeCall === acknowledged) answers.late += 1
      const beforeAttempt = acknowledged
      const kind = await party.attempt('111111')
      if (kind !== 'disabled') answers.compared += 1
      if (kind !== 'disabled' && beforeAttempt % 2 === 1 && beforeAttempt === acknowledged)
        answers.late += 1
    }

    let isOver = false
    const people = Array.from({ length: 24 }, async (_, n) => {
      while (!isOver) await sendOnce(stores[n % 3] ?? stores[0])
    })
    for (let round = 0; round < 12; round++) {
      const { disabled, compared } = answers
      const switchOn = await switchOff(stores[round % 3] ?? stores[0])
      acknowledged += 1
      await expect.poll(() => answers.disabled, { timeout: 5000 }).toBeGreaterThan(disabled)
      acknowledged += 1
      await switchOn()
      await expect.poll(() => answers.compared, { timeout: 5000 }).toBeGreaterThan(compared)
    }
    isOver = true
    await Promise.all(people)
    expect(answers).toMatchObject({ late: 0 })
    expect(answers.called).toBeGreaterThan(0)
  },
  30_000,
)

/** A connection beside all stores, and a way to wait until something waits for it. */
const connectBeside = async ({ url, schema, query }: TestSchema) => {
  const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` })
  const client = await pool.connect()
  onTestFinished(async () => {
    client.release()
    await pool.end()
  })
  const untilSomebodyWaits = (text: string) =>
    expect
      .poll(() =>
        query(
          "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1 and query like $2",
          [`%${schema}%`, `%${text}%`],
        ),
      )
      .not.toEqual([])
  return { client, untilSomebodyWaits }
}

const holdAfter = async (client: PoolClient, party: { readonly lookup: Uint8Array }) => {
  await client.query('begin')
  await client.query('select 1 from challenges where lookup = $1 for update', [party.lookup])
}

test('E1 whoever switches off waits for what was decided before to be committed', async () => {
  const schema = createTestSchema()
  const store = await schema.open()
  const party = createParty({ store, clock })
  await party.send('111111')
  const { client, untilSomebodyWaits } = await connectBeside(schema)
  await holdAfter(client, party.challenge)
  const attempt = party.attempt('222222')
  await untilSomebodyWaits('run_batch')
  const order: string[] = []
  const off = store.switches
    .off({ ...everything, audit: createDraft() })
    .then(() => order.push('off'))
  await untilSomebodyWaits('switch_off')
  const later = createParty({ store: await schema.open(), clock }).open('111111')
  await untilSomebodyWaits('run_batch')
  expect(order).toEqual([])
  await client.query('commit')
  const kind = await attempt.finally(() => order.push('attempt'))
  await off
  expect((await later).result.kind).toBe('disabled')
  expect(['wrong', 'disabled']).toContain(kind)
  const [event] = await schema.query("select at_ms from audit_events where outcome = 'off'")
  const [batch] = await schema.query(
    "select max(at_ms) as at_ms from audit_events where outcome = 'wrong'",
  )
  expect(Number(batch?.['at_ms'])).toBeLessThanOrEqual(Number(event?.['at_ms']))
})

test('E1 a row of an integration that is changed by hand waits as well, and is seen at once', async () => {
  const schema = createTestSchema()
  const store = await schema.open()
  await store.integrations.ensure(['arkesel', 'twilio'])
  const { client, untilSomebodyWaits } = await connectBeside(schema)
  await client.query('begin')
  await client.query('update integrations set otp_enabled = false')
  const opening = createParty({ store, clock }).open('111111')
  await untilSomebodyWaits('run_batch')
  expect(await store.switches.isOff(smsRoute)).toBe(false)
  await client.query('commit')
  expect((await opening).result.kind).toBe('disabled')
  expect(await store.switches.isOff(smsRoute)).toBe(true)
})

test('F2 without a clock the server says when a switch has ended, to the verbs as well', async () => {
  const { open } = createTestSchema()
  const store = await open()
  await store.switches.off({ ...everything, forMs: 400, audit: createDraft() })
  const party = createParty({ store, clock })
  expect((await party.open('111111')).result.kind).toBe('disabled')
  await expect.poll(() => store.switches.isOff(smsRoute), { timeout: 5000 }).toBe(false)
  expect((await party.open('111111')).result.kind).toBe('opened')
})

test('E1 E3 a database whose transactions do not see what was committed meanwhile decides nothing', async () => {
  const { open, url } = createTestSchema()
  await (await open()).close()
  const repeatable = new URL(url)
  repeatable.searchParams.set('options', '-c default_transaction_isolation=repeatable\\ read')
  const store = await open({ url: repeatable.href })
  const opening = createParty({ store, clock }).open('111111')
  await expect(opening).rejects.toMatchObject({ code: 'unavailable' })
})

test('E3 while switches cannot be read nothing is opened, compared or called', async () => {
  const { open, query } = createTestSchema()
  const store = await open()
  const party = createParty({ store, clock })
  const ref = refIn(await party.open('111111'))
  await query('alter table switches rename to hidden')
  const unavailable = { code: 'unavailable' }
  await expect(createParty({ store, clock }).open('111111')).rejects.toMatchObject(unavailable)
  await expect(party.attempt('111111')).rejects.toMatchObject(unavailable)
  const calling = store.deliveries.again({ ref, audit: createDraft() })
  await expect(calling).rejects.toMatchObject(unavailable)
  await expect(store.switches.isOff(smsRoute)).rejects.toMatchObject(unavailable)
  await query('alter table hidden rename to switches')
  expect(await party.attempt('111111')).toBe('verified')
})
