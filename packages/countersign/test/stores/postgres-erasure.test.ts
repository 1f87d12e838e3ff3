import { createFakeClock } from 'countersign/testing'
import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { erase } from '../../src/testing/store-contract/erase.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { createTestSchema, type TestSchema } from '../support/postgres.ts'

/** Has a transaction of somebody else hold rows until it is let go. */
const hold = async ({ url, schema }: TestSchema, rows: string) => {
  const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` })
  onTestFinished(() => pool.end())
  const holding = await pool.connect()
  await holding.query('begin')
  await holding.query(`select 1 from ${rows} for update`)
  return async () => {
    await holding.query('commit')
    holding.release()
  }
}

/** Statements in a function that wait for a lock. */
const waitingIn = ({ query, schema }: TestSchema, name: string) =>
  query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1", [
    `%${schema}%${name}(%`,
  ])

const everythingOff = { scope: 'all', target: null, reason: 'test', author: 'cli' } as const

test('E1 F6 a switch does not wait for an erasure that waits for somebody else', async () => {
  const schema = createTestSchema()
  const store = await schema.open()
  const party = createParty({ store, clock: createFakeClock() })
  await party.open('111111')
  const letGo = await hold(schema, 'deliveries')
  const erasing = erase(store, party.names)
  await expect.poll(() => waitingIn(schema, 'erase_recipient')).toHaveLength(1)
  await store.switches.off({ ...everythingOff, audit: createDraft() })
  expect(await waitingIn(schema, 'erase_recipient')).toHaveLength(1)
  await letGo()
  expect((await erasing).rows).toBe(2)
})

test('E1 F6 L1 while an erasure reads the log, the person is sent a code, strangers are, and a switch works', async () => {
  const schema = createTestSchema()
  const store = await schema.open()
  const clock = createFakeClock()
  const [person, ...strangers] = Array.from({ length: 4 }, () => createParty({ store, clock }))
  if (person === undefined) throw new Error('nobody to erase')
  const about = { resendMs: 0, audit: createDraft({ person: '{"recipient":"x"}' }) }
  await person.open('111111', about)
  const letGo = await hold(schema, 'audit_events')
  const erasing = erase(store, { ...person.names, personPrefixes: ['{"recipient":"x"'] })
  await expect.poll(() => waitingIn(schema, 'find_persons')).toHaveLength(1)
  const again = { ...about, audit: createDraft({ person: '{"recipient":"x"}' }) }
  const sends = [person.open('222222', again), ...strangers.map((party) => party.open('222222'))]
  for (const { result } of await Promise.all(sends)) expect(result.kind).toBe('opened')
  await store.switches.off({ ...everythingOff, audit: createDraft() })
  expect(await waitingIn(schema, 'find_persons')).toHaveLength(1)
  await letGo()
  expect(await erasing).toEqual({ rows: expect.any(Number), events: 2 })
  const left = await schema.query('select 1 from audit_events where person is not null')
  expect(left).toEqual([])
})

test('F6 K3 an erasure and a report of a theft that meet are both done', async () => {
  const schema = createTestSchema()
  const store = await schema.open()
  const party = createParty({ store, clock: createFakeClock() })
  await party.open('111111', { audit: createDraft({ person: '{"recipient":"x"}' }) })
  const letGo = await hold(schema, 'deliveries')
  const erasing = erase(store, { ...party.names, personPrefixes: ['{"recipient":"x"'] })
  await expect.poll(() => waitingIn(schema, 'erase_recipient')).toHaveLength(1)
  const ending = store.recipients.invalidate({ recipient: party.names, audit: createDraft() })
  await expect.poll(() => waitingIn(schema, 'invalidate_recipient')).toHaveLength(1)
  await letGo()
  expect(await ending).toMatchObject({ codes: expect.any(Number) })
  expect((await erasing).events).toBe(1)
})
