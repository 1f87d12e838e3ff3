import { randomBytes } from 'node:crypto'
import type { AuditDraft, Grant } from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { Pool } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { erase } from '../../src/testing/store-contract/erase.ts'
import { allEvents, createDraft, outcomesOf } from '../../src/testing/store-contract/events.ts'
import {
  begin,
  contactOf,
  createToken,
  end,
  find,
  giveProof,
  hourMs,
  minuteMs,
  newProof,
  newSession,
  newSignIn,
  presented,
  signIn,
  verifyFor,
} from '../../src/testing/store-contract/opening.ts'
import { createParty, type Party } from '../../src/testing/store-contract/party.ts'
import { createTestSchema, type TestSchema } from '../support/postgres.ts'
import { type Fate, startPostgresProxy } from '../support/postgres-proxy.ts'
import { startPostgresServer } from '../support/postgres-server.ts'

const late = () => new Promise((resolve) => setTimeout(resolve, 300))

const fates: readonly Fate[] = ['answer_nobody', 'lose', 'deliver_late']

/** How many rows there are of what verified codes open. */
const countOpened = async ({ query }: TestSchema) => {
  const [counts] = await query(
    'select (select count(*) from users)::int as users, (select count(*) from sessions)::int as sessions, (select count(*) from proofs)::int as proofs',
  )
  return counts
}

/** A schema with one store behind a wire that can break, and one beside it. */
const behindWire = async () => {
  const schema = createTestSchema()
  const proxy = await startPostgresProxy(schema.url)
  const clock = createFakeClock()
  const store = await schema.open({ url: proxy.url, clock })
  const other = await schema.open({ clock })
  return { schema, proxy, clock, under: { store, clock }, other }
}

describe.each(fates)('K4 a wire that breaks: %s', (fate) => {
  test('A1 F6 what right codes open is opened once, and the answers are those of a wire that holds', async () => {
    const { schema, proxy, under, other } = await behindWire()
    let count = 0
    proxy.decide(() => (++count % 3 === 0 ? fate : 'pass'))
    const tell = async () => {
      const [phone, email] = [createParty(under), createParty(under)]
      const asking = await signIn(phone)
      expect(asking).toMatchObject({ isNew: true, user: { isGuest: true } })
      const change = { kind: 'change_contact', sessionRef: asking.ref } as const
      const begun = await begin(email, {
        ...{ ...change, userId: asking.user.id, contact: contactOf(email, 'email') },
        ...{ session: newSession(), audit: createDraft({ type: 'contact.changed' }) },
      })
      expect(begun).toMatchObject({ isNew: false, user: { id: asking.user.id } })
      expect((await verifyFor(phone, newProof())).kind).toBe('proof')
    }
    const people = 30
    await Promise.all(Array.from({ length: people }, tell))
    expect(proxy.broken()).toBeGreaterThan(1)
    await late()
    const each = { users: people, sessions: people * 2, proofs: people }
    expect(await countOpened(schema)).toEqual(each)
    const told = await schema.query(
      "select type, outcome, count(*)::int as count from audit_events where type in ('code.attempted', 'session.created', 'contact.changed') group by type, outcome order by type",
    )
    expect(told).toEqual([
      { type: 'code.attempted', outcome: 'verified', count: people * 3 },
      { type: 'contact.changed', outcome: 'verified', count: people },
      { type: 'session.created', outcome: 'created', count: people * 2 },
    ])
    await signIn(createParty({ ...under, store: other }))
  })

  test('F6 D7 a proof is redeemed, a token given and a session ended once, and each says so', async () => {
    const { schema, proxy, under, other, clock } = await behindWire()
    const party = createParty(under)
    const { token, user, ref } = await signIn(party)
    const proof = await giveProof(under, party)
    const next = createToken()
    const { sessions, users } = under.store
    const steps: readonly (readonly [string, (audit: AuditDraft) => Promise<unknown>, unknown])[] =
      [
        ['redeem_proof', async (audit) => (await proof.redeem({ audit })).kind, 'redeemed'],
        [
          'rotate',
          (audit) => sessions.rotate({ ...token, next, graceMs: minuteMs, audit }),
          'rotated',
        ],
        [
          'change_user',
          (audit) => users.change({ id: user.id, username: 'ama', audit }),
          { ...user, username: 'ama' },
        ],
        ['end_user', (audit) => end(under, { userId: user.id, ref, audit }), 1],
      ]
    for (const [mark, step, answer] of steps) {
      const audit = createDraft()
      let isFirst = true
      proxy.decide(() => {
        const decided = isFirst ? fate : 'pass'
        isFirst = false
        return decided
      }, mark)
      expect(await step(audit), mark).toEqual(answer)
      await late()
      expect(await outcomesOf(other, audit), mark).toHaveLength(1)
    }
    expect(proxy.broken()).toBe(steps.length)
    expect(clock.now()).toBe(user.createdAtMs)
    expect(await countOpened(schema)).toMatchObject({ sessions: 0 })
  })

  test('D7 a new token is taken up, and a stolen one ends its session, once and with one event', async () => {
    const { proxy, under, other, clock } = await behindWire()
    const { token, user } = await signIn(createParty(under))
    const next = createToken()
    const given = { ...token, next, graceMs: minuteMs, audit: createDraft() }
    expect(await under.store.sessions.rotate(given)).toBe('rotated')
    let count = 0
    proxy.decide(() => (++count % 2 === 1 ? fate : 'pass'), 'find_user_session')
    const renewed = { ref: token.ref, tokens: presented(next) }
    expect(await find(under, renewed)).toMatchObject({ user: { id: user.id } })
    await late()
    expect(await find({ clock, store: other }, renewed)).toBeDefined()
    clock.advance(hourMs)
    const audit = createDraft()
    expect(await find(under, token, { audit })).toBeUndefined()
    await late()
    expect(await outcomesOf(other, audit)).toEqual(['reused'])
    expect(await other.sessions.list(user.id)).toEqual([])
    expect(proxy.broken()).toBe(2)
  })
})

describe('two PostgreSQL stores on one schema', () => {
  const openTwo = async (options: { readonly url?: string } = {}) => {
    const schema = createTestSchema(options.url)
    const clock = createFakeClock()
    const stores = [await schema.open({ clock }), await schema.open({ clock })] as const
    const underOf = (n: number) => ({ clock, store: stores[n % 2 === 0 ? 0 : 1] })
    return { schema, clock, stores, underOf }
  }

  test('C7 of forty users that take one contact over two stores, while somebody signs in with it, one has it', async () => {
    const { schema, underOf } = await openTwo()
    const contact = randomBytes(32)
    const asking = await Promise.all(
      Array.from({ length: 40 }, (_, n) => signIn(createParty(underOf(n)))),
    )
    const grantOf = (n: number): Grant => {
      const party = createParty(underOf(n), contact)
      const session = asking[n]
      if (n % 10 === 9 || session === undefined) return newSignIn(party)
      return {
        ...{ kind: 'change_contact', sessionRef: session.ref, userId: session.user.id },
        ...{ contact: contactOf(party), session: newSession(), audit: createDraft() },
      }
    }
    const granted = await Promise.all(
      asking.map((_, n) => verifyFor(createParty(underOf(n), contact), grantOf(n))),
    )
    const owners = granted.flatMap((one) => (one.kind === 'session' ? [one.user.id] : []))
    expect(new Set(owners).size).toBe(1)
    const rows = await schema.query('select id from users where phone_hash = $1', [contact])
    expect(rows).toEqual([{ id: owners[0] }])
  })

  /** A server of its own, as it counts circles for all of its tests. */
  const openTwoAlone = async () => {
    const server = await startPostgresServer()
    onTestFinished(() => server.remove(), 60_000)
    const opened = await openTwo({ url: server.url })
    const circles = () =>
      opened.schema.query(
        'select deadlocks::int from pg_stat_database where datname = current_database()',
      )
    return { ...opened, circles }
  }

  /** Codes are sent to all of them first; then all of them are attempted at the same moment. */
  const verifyTogether = async (
    attempts: readonly { readonly party: Party; readonly grant: Grant }[],
  ) => {
    await Promise.all(attempts.map(({ party }) => party.open('111111')))
    const results = await Promise.all(
      attempts.map(({ party, grant }) => party.answer('111111', { grant })),
    )
    for (const { kind } of results) expect(kind).toBe('verified')
  }

  test('L2 people who sign in for two purposes at once over two stores never wait in a circle', async () => {
    const { underOf, circles } = await openTwoAlone()
    for (let round = 0; round < 6; round++) {
      const people = Array.from({ length: 40 }, () => randomBytes(32))
      const attempts = people.flatMap((hash) =>
        [0, 1].map((n) => {
          const party = createParty(underOf(n), hash)
          return { party, grant: newSignIn(party) }
        }),
      )
      await verifyTogether(attempts)
    }
    expect(await circles()).toEqual([{ deadlocks: 0 }])
  })

  test('L2 people who change an address twice at once over two stores never wait in a circle', async () => {
    const { underOf, circles } = await openTwoAlone()
    for (let round = 0; round < 6; round++) {
      const people = Array.from({ length: 40 }, (_, n) => createParty(underOf(n)))
      const asking = await Promise.all(people.map((party) => signIn(party)))
      const attempts = asking.flatMap(({ ref, user }) =>
        [0, 1].map((n) => {
          const party = createParty(underOf(n))
          const change = { kind: 'change_contact', sessionRef: ref, userId: user.id } as const
          const said = { session: newSession(), audit: createDraft() }
          return { party, grant: { ...change, contact: contactOf(party, 'email'), ...said } }
        }),
      )
      await verifyTogether(attempts)
    }
    expect(await circles()).toEqual([{ deadlocks: 0 }])
  })
})

test('L3 a session that was noted a moment ago is found without a write or a lock', async () => {
  const { open, query } = createTestSchema()
  const clock = createFakeClock()
  const store = await open({ clock })
  const { token } = await signIn(createParty({ store, clock }))
  const stamps = () =>
    query(
      "select 'session' as of, xmin::text, xmax::text, ctid::text from sessions union all select 'user', xmin::text, xmax::text, ctid::text from users",
    )
  const before = await stamps()
  for (let n = 0; n < 5; n++)
    expect(await find({ store, clock }, token, { noteEveryMs: minuteMs })).toBeDefined()
  expect(await stamps()).toEqual(before)
  clock.advance(minuteMs)
  await find({ store, clock }, token, { noteEveryMs: minuteMs })
  expect(await stamps()).not.toEqual(before)
})

test('F6 D2 a session that begins while its user is erased is erased with it', async () => {
  const { open, query, schema, url } = createTestSchema()
  const clock = createFakeClock()
  const [under, other] = [{ clock, store: await open({ clock }) }, await open({ clock })]
  const [phone, email] = [createParty(under), createParty(under)]
  const { ref, user } = await signIn(phone)
  await email.open('111111')
  const waiting = () =>
    query("select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like $1", [
      `%${schema}%`,
    ])
  const pool = new Pool({ connectionString: url, options: `-c search_path=${schema}` })
  onTestFinished(() => pool.end())
  const holding = await pool.connect()
  await holding.query('begin')
  await holding.query('select 1 from audit_streams for update')
  const change = { kind: 'change_contact', sessionRef: ref, userId: user.id } as const
  const said = { session: newSession(), audit: createDraft() }
  const changing = email.answer('111111', {
    grant: { ...change, contact: contactOf(email, 'email'), ...said },
  })
  await expect.poll(waiting).toHaveLength(1)
  const erasing = erase(other, phone.names)
  await expect.poll(waiting).toHaveLength(2)
  await holding.query('commit')
  holding.release()
  expect(await changing).toMatchObject({ granted: { kind: 'session' } })
  await erasing
  const left = 'select id::text from sessions union all select id from users'
  expect(await query(left)).toEqual([])
})

test('F6 what a database keeps of its answers does not name a user who was erased', async () => {
  const { open, query } = createTestSchema()
  const clock = createFakeClock()
  const store = await open({ clock })
  const party = createParty({ store, clock })
  const { user } = await signIn(party)
  await store.users.change({ id: user.id, username: 'ama', audit: createDraft() })
  const kept = () =>
    query(
      'select 1 from lanes where strpos(answers, $1) > 0 union all select 1 from audited_changes where strpos(answer::text, $1) > 0',
      [user.id],
    )
  expect(await kept()).not.toEqual([])
  await erase(store, party.names)
  expect(await kept()).toEqual([])
  await signIn(party)
})

test('F4 A1 of attempts that share a commit each has its own events, whatever became of the others', async () => {
  const { open } = createTestSchema()
  const clock = createFakeClock()
  const under = { clock, store: await open({ clock }) }
  const attempts = await Promise.all(
    Array.from({ length: 40 }, async (_, n) => {
      const party = createParty(under)
      await party.send('111111')
      const [code, session] = [createDraft(), createDraft()]
      const grant = newSignIn(party, { audit: session })
      return { party, typed: n % 3 === 0 ? '111111' : '000000', code, session, grant }
    }),
  )
  const results = await Promise.all(
    attempts.map(({ party, typed, code, grant }) => party.answer(typed, { audit: code, grant })),
  )
  const outcomes = new Map(
    (await allEvents(under.store)).map(({ eventId, outcome }) => [
      Buffer.from(eventId).toString('hex'),
      outcome,
    ]),
  )
  const outcomeOf = ({ eventId }: AuditDraft) => outcomes.get(Buffer.from(eventId).toString('hex'))
  for (const [n, { code, session }] of attempts.entries()) {
    const isRight = n % 3 === 0
    expect(results[n]?.kind).toBe(isRight ? 'verified' : 'wrong')
    expect(outcomeOf(code)).toBe(isRight ? 'verified' : 'wrong')
    expect(outcomeOf(session)).toBe(isRight ? 'created' : undefined)
  }
})

test('A4 a message that follows one that was used has a link of its own, or none', async () => {
  const { open } = createTestSchema()
  const clock = createFakeClock()
  const party = createParty({ clock, store: await open({ clock }) })
  const attempt = (link: string) => party.attempt(link, { isLink: true })
  const changes = { resendMs: 0, maxAttempts: 9 }
  await party.send('111111', { ...changes, link: 'link-1' })
  expect(await attempt('link-1')).toBe('verified')
  await party.send('222222', { ...changes, link: 'link-2' })
  expect(await attempt('link-1')).toBe('wrong')
  expect(await attempt('link-2')).toBe('verified')
  await party.send('333333', changes)
  expect(await attempt('link-2')).toBe('wrong')
  expect(await party.attempt('333333')).toBe('verified')
})
