import { createHash, randomBytes } from 'node:crypto'
import type { Store } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { sweptTables } from '../../src/stores/postgres/sql/sweep.sql.ts'
import type { StoreUnderTest } from '../../src/testing/store-contract/contract-case.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import {
  begin,
  contactOf,
  createToken,
  end,
  find,
  giveProof,
  minuteMs,
  newProof,
  newSession,
  newSignIn,
  presented,
} from '../../src/testing/store-contract/opening.ts'
import {
  createClaim,
  createLimit,
  createParty,
  type OpenChanges,
  refIn,
} from '../../src/testing/store-contract/party.ts'
import { createTestSchema, type TestSchema } from '../support/postgres.ts'

const rowsBefore = 5000

const tables = [
  ...sweptTables,
  ...['api_keys', 'deliveries', 'suppressions', 'integrations', 'audit_streams', 'users'],
]

/** Where what verified codes open is kept. */
const opened = ['proofs', 'users', 'sessions']

/** As many rows as somebody thought of by himself; all of them matter to every decision. */
const madeByOperators = 'switches'

/** Fills every table, so that reading one from end to end would cost more than its index. */
const fill = async ({ query }: TestSchema) => {
  const hash = 'sha256(int4send(n))'
  const id = 'n::bigint * 1000003'
  const rows = `from generate_series(1, ${rowsBefore}) n`
  const ends = '9007199254740991'
  const farAhead = '4503599627370495'
  await query(
    `insert into challenges (id, lookup, purpose, recipient_hash, recipient_key_id, purge_at_ms) select ${id}, ${hash}, 'login', ${hash}, 'r', ${ends} ${rows}`,
  )
  await query(`insert into limits (id, lookup, purge_at_ms) select ${id}, ${hash}, ${ends} ${rows}`)
  await query(
    `insert into failures (id, lookup, in_a_row, purge_at_ms) select ${id}, ${hash}, 1, ${ends} ${rows}`,
  )
  await query(
    `insert into requests (id, lookup, body_hash, settle_by_ms, purge_at_ms) select ${id}, ${hash}, ${hash}, 0, ${ends} ${rows}`,
  )
  await query(`insert into lanes (id, purge_at_ms) select ${id}, ${ends} ${rows}`)
  await query(
    `insert into api_keys (name, hash, created_at_ms) select 'key ' || n, ${hash}, 0 ${rows}`,
  )
  const named = `${hash}, 'name ' || n, 'operator', ${ends}`
  for (const table of ['admin_links', 'admin_sessions'])
    await query(
      `insert into ${table} (id, hash, name, role, expires_at_ms) select ${id}, ${named} ${rows}`,
    )
  await query(
    `insert into switches (id, scope, reason, author, created_at_ms) select ${id}, 'country', '', '', 0 ${rows}`,
  )
  await query(`insert into integrations (id) select 'integration ' || n ${rows}`)
  await query(`insert into audit_streams (stream, last_n) select n + 1000, 1 ${rows}`)
  await query(
    `insert into audited_changes (event_id, answer, purge_at_ms) select ${hash}, 'true', ${ends} ${rows}`,
  )
  await query(
    `insert into deliveries (tag, challenge_id, purpose, recipient_hash, recipient_key_id, recipient_masked, channel, integration, calls, state, message_id, settle_by_ms, created_at_ms, updated_at_ms, purge_at_ms) select ${hash}, ${id}, 'login', ${hash}, 'r', '', 'sms', 'arkesel', 1, 5, 'm' || n, 0, 0, 0, ${ends} ${rows}`,
  )
  await query(
    `insert into suppressions (recipient_hash, channel, recipient_key_id, recipient_masked, reason, since_ms) select ${hash}, 'sms', 'r', '', 'bounced', 0 ${rows}`,
  )
  await query(
    `insert into users (id, phone_hash, phone_key_id, phone_sealed, phone_masked, phone_verified_at_ms, email_hash, email_key_id, email_sealed, email_masked, email_verified_at_ms, username, created_at_ms, updated_at_ms) select 'user ' || n, ${hash}, 'c', ${hash}, '', 0, ${hash}, 'c', ${hash}, '', 0, 'name ' || n, 0, 0 ${rows}`,
  )
  await query(
    `insert into sessions (user_id, label, key_id, hash, created_at_ms, seen_at_ms, idle_ms, expires_at_ms) select 'user ' || n, '', 't', ${hash}, 0, 0, ${farAhead}, ${ends} ${rows}`,
  )
  await query(
    `insert into proofs (purpose, recipient_hash, key_id, hash, sealed, created_at_ms, expires_at_ms) select 'login', ${hash}, 't', ${hash}, ${hash}, 0, ${ends} ${rows}`,
  )
  for (const table of tables) await query(`analyze ${table}`)
}

/** Walks every way that a verb can take. */
const useEverything = async (store: Store) => {
  const under = { store, clock: createFakeClock() }
  const recipientClaims = [createClaim({ name: 'recipient', slot: 7200, max: 3 })]
  const shared = { ...createLimit({ max: 100_000 }), isShared: true }
  for (let round = 0; round < 30; round++) {
    const limits = [createLimit({ max: 3 }), shared]
    const idempotency = { lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: 60_000 }
    const changes = { limits, recipientClaims, resendMs: 0 }
    const party = createParty(under)
    await party.settle(await party.open('000000', changes), 'refused')
    const first = await party.open('111111', { ...changes, idempotency })
    await party.open('111111', { ...changes, idempotency })
    await useDeliveries(store, { first: refIn(first), round })
    await party.settle(first, 'accepted', { delivery: { messageId: `message ${round}` } })
    await party.attempt('999999', { limits })
    await party.settle(await party.open('222222', changes), round % 2 ? 'accepted' : 'refused')
    await party.send('333333', changes)
    await party.send('444444', changes)
    await party.attempt('333333', { recipientClaims })
    await createParty(under).attempt('111111')
    await useGrants(under, round)
    await useGroups(under)
  }
  await store.admins.findSession([randomBytes(32)])
  await store.admins.endSession([randomBytes(32)])
  const recipient = { recipientHashes: [randomBytes(32)], challengeLookups: [randomBytes(32)] }
  await store.recipients.unlock({ ...recipient, audit: createDraft() })
  await store.recipients.invalidate({ recipient, audit: createDraft() })
  await store.apiKeys.find([createHash('sha256').update('nothing').digest()])
  await useRekey(under, { limits: [shared] })
  await store.sweep({ rowsAtMost: 50 })
}

/** The same moment for several, which then go as groups: a first code, a right one and a wrong one. */
const useGroups = async (under: StoreUnderTest) => {
  const parties = Array.from({ length: 3 }, () => createParty(under))
  const sent = await Promise.all(parties.map((party) => party.open('111111')))
  await Promise.all(sent.map(async (handOver, n) => parties[n]?.settle(handOver, 'accepted')))
  const codes = ['111111', '111111', '999999']
  await Promise.all(parties.map((party, n) => party.attempt(codes[n] ?? '', { grant: newProof() })))
}

/** Signs in and out, with a proof, a second contact, a new token and a stolen one. */
const useGrants = async (under: StoreUnderTest, round: number) => {
  const { sessions, users } = under.store
  const [phone, email] = [createParty(under), createParty(under)]
  const signIn = newSignIn(phone)
  const { token, user, ref } = await begin(phone, signIn)
  const proof = await giveProof(under, phone, { sessionRef: ref })
  for (const purpose of ['reset', 'login', 'login']) await proof.redeem({ purpose })
  for (const noteEveryMs of [0, minuteMs]) await find(under, token, { noteEveryMs })
  const next = createToken()
  const rotation = { ...token, graceMs: minuteMs, audit: createDraft() }
  await sessions.rotate({ ...rotation, next })
  await sessions.rotate({ ...rotation, next, audit: createDraft() })
  await find(under, { ref, tokens: presented(next) })
  await begin(email, {
    ...{ kind: 'change_contact', sessionRef: ref, userId: user.id },
    ...{ contact: contactOf(email, 'email'), session: newSession(), audit: createDraft() },
  })
  await begin(phone, newSignIn(phone, { sessionsAtMost: 1 }))
  await find(under, token, { graceMs: 0 })
  for (const username of [`ama ${round}`, 'ama'])
    await users.change({ id: user.id, username, audit: createDraft() })
  await sessions.list(user.id)
  await end(under, { userId: user.id })
}

/** Moves a code on its way, and what else is kept of its request. */
const useRekey = async (under: StoreUnderTest, changes: Pick<OpenChanges, 'limits'>) => {
  const keyOf = () => ({ lookup: randomBytes(32), bodyHash: randomBytes(32), ttlMs: 60_000 })
  const [from, to] = [keyOf(), keyOf()]
  const [old, renamed] = [createParty(under), createParty(under)]
  await old.open('111111', { ...changes, idempotency: from })
  await under.store.rekey({
    challenges: [{ from: old.challenge, to: renamed.challenge }],
    limits: (changes.limits ?? []).map(({ lookup }) => ({ from: lookup, to: randomBytes(32) })),
    requests: [{ from, to }],
  })
}

/** Calls, reports by reference and by name, a suppression and its end. */
const useDeliveries = async (
  { deliveries, suppressions }: Store,
  { first, round }: { readonly first: string; readonly round: number },
) => {
  const delivery = { channel: 'sms', integration: 'arkesel' } as const
  await deliveries.again({ ref: first, audit: createDraft() })
  const second = await deliveries.begin({ beside: first, delivery, audit: createDraft() })
  const sent = { state: 'sent', messageId: `name ${round}` } as const
  const report = { ...sent, callbackRef: second }
  await deliveries.report({ integration: 'arkesel', report, audit: createDraft() })
  for (const messageId of [`name ${round}`, 'nobody'])
    await deliveries.report({
      integration: 'arkesel',
      report: { messageId, state: 'bounced', suppresses: 'bounced' },
      audit: createDraft(),
    })
  await suppressions.clear({ recipientHashes: [randomBytes(32)], audit: createDraft() })
  await deliveries.list({ rowsAtMost: 20, integration: 'arkesel' })
}

/** Statistics of the tables. Connections tell theirs some time after they have ended. */
const countScans = async ({ query }: TestSchema) => {
  const rows = await query(
    'select relname, seq_scan::int as sequential, idx_scan::int as indexed, n_tup_upd::int as updated, n_tup_hot_upd::int as hot from pg_stat_user_tables where schemaname = current_schema() order by relname',
  )
  return new Map(rows.map(({ relname, ...counts }) => [String(relname), counts as Counts]))
}

type Counts = Readonly<Record<'sequential' | 'indexed' | 'updated' | 'hot', number>>

/** What was done to the tables meanwhile, once each of the wanted ones was found to be used by an index. */
const difference = async (
  schema: TestSchema,
  wanted: readonly string[],
  use: () => Promise<void>,
) => {
  const before = await countScans(schema)
  await use()
  const after = new Map<string, Counts>()
  const since = (table: string, count: keyof Counts) =>
    (after.get(table)?.[count] ?? 0) - (before.get(table)?.[count] ?? 0)
  const unused = async () => {
    for (const [table, counts] of await countScans(schema)) after.set(table, counts)
    return wanted.filter((table) => since(table, 'indexed') === 0)
  }
  await expect.poll(unused, { timeout: 20_000, interval: 200 }).toEqual([])
  return since
}

describe('plans on PostgreSQL', () => {
  test.each([
    { how: 'as it is', release: [] },
    { how: 'left to the planner', release: ['enable_seqscan', 'plan_cache_mode'] },
  ])('L3 every statement of every verb finds its rows by an index, $how', async ({ release }) => {
    const schema = createTestSchema()
    await (await schema.open()).close()
    await fill(schema)
    for (const setting of release) await schema.query(`alter function run_batch reset ${setting}`)
    const large = tables.filter((name) => name !== madeByOperators)
    const since = await difference(schema, large, async () => {
      const store = await schema.open()
      await useEverything(store)
      await store.close()
    })
    for (const table of large)
      expect(since(table, 'sequential'), `${table} read from end to end`).toBe(0)
  })

  test('a plan that was made while a table was empty is no reason to read it all later', async () => {
    const schema = createTestSchema()
    // making an index reads its table, so that belongs to a connection that is gone
    await (await schema.open()).close()
    const store = await schema.open()
    for (const table of tables) await schema.query(`vacuum analyze ${table}`)
    await useEverything(store)
    await fill(schema)
    const large = ['challenges', 'limits', 'failures', 'requests', 'deliveries', ...opened]
    const since = await difference(schema, [...large, 'lanes'], async () => {
      await useEverything(store)
      await store.close()
    })
    for (const table of large)
      expect(since(table, 'sequential'), `${table} read from end to end`).toBe(0)
  })

  test('L3 nearly all updates stay on their page and touch no index', async () => {
    const schema = createTestSchema()
    await (await schema.open()).close()
    await fill(schema)
    const busy = ['challenges', 'limits', 'lanes', 'audit_streams', 'sessions']
    const since = await difference(schema, busy, async () => {
      const store = await schema.open()
      await useEverything(store)
      await store.close()
    })
    for (const table of busy) {
      expect(since(table, 'updated')).toBeGreaterThan(50)
      expect(since(table, 'hot') / since(table, 'updated'), table).toBeGreaterThan(0.8)
    }
  })
})
