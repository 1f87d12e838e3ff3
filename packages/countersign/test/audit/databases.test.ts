import {
  type AuditEvent,
  createAuditor,
  createSealer,
  personPrefix,
  type Store,
  systemRandom,
  verifyLog,
} from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { erase } from '../../src/testing/store-contract/erase.ts'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { databases, type SharedDatabase } from './databases.ts'
import { newKeyRing } from './log.ts'

const unavailable = { code: 'unavailable' }

/** A log of thirty events, some about a person, and one checkpoint over the first twenty. */
const createLog = async (database: SharedDatabase) => {
  const clock = createFakeClock()
  const keyRing = newKeyRing()
  const store = await database.open(clock)
  const auditor = createAuditor(keyRing, systemRandom)
  const sealer = createSealer({ audit: store.audit, keyRing, clock })
  for (let n = 1; n <= 30; n++) {
    const person =
      n % 3 === 0 ? { recipientHash: Buffer.alloc(32, n), masked: '+233•••' } : undefined
    const draft = auditor({ type: 'code.attempted', facts: { purpose: 'login' }, person })
    await store.audit.append({ draft, outcome: 'wrong' })
    clock.advance(1)
    if (n === 20) await sealer.seal()
  }
  const verify = () => verifyLog({ audit: store.audit, keys: keyRing.all('audit') })
  return { clock, keyRing, store, auditor, verify }
}

/** SQL that gives every column another value of its kind. */
const changes: Readonly<Record<string, string>> = {
  at_ms: 'at_ms + 1',
  type: "'code.settled'",
  outcome: "'verified'",
  facts: "'{}'",
  person: "'{}'",
  commitment: 'mac',
  event_id: 'mac',
  key_id: "'audit-2'",
  mac: 'event_id',
}

/** What an operator can do, each to somebody of its own; and what shows that it happened. */
const operatorVerbs: Readonly<Record<string, (store: Store, n: number) => Promise<unknown>>> = {
  'append an event': (store) => store.audit.append({ draft: createDraft(), outcome: 'done' }),
  'erase a person from the log': (store) => erase(store, { personPrefixes: ['{"recipient":"x'] }),
  'switch off': (store) => store.switches.off({ ...aSwitch, audit: createDraft() }),
  'switch on': async (store) => {
    const [found] = await store.switches.list()
    return store.switches.on({ id: found?.id ?? '', audit: createDraft() })
  },
  'change an integration': (store) =>
    store.integrations.change({ id: 'arkesel', otpEnabled: false, audit: createDraft() }),
  'create an administrator': (store) =>
    store.admins.create({ ...operator, name: 'kofi', hash: hashOf(9), audit: createDraft() }),
  'sign in': (store) => store.admins.signIn(signingIn(hashOf(1))),
  'use a link': (store) => store.admins.useLink(signingIn(hashOf(2))),
  'revoke an administrator': (store) =>
    store.admins.revoke({ name: operator.name, audit: createDraft() }),
  'create a caller key': (store) =>
    store.apiKeys.create({ name: 'other', hash: hashOf(9), audit: createDraft() }),
  'revoke a caller key': (store) => store.apiKeys.revoke({ name: 'shop', audit: createDraft() }),
}

const hashOf = (fill: number) => Buffer.alloc(32, fill)

const aSwitch = { scope: 'all', target: null, reason: 'pumping', author: 'cli' } as const

const operator = { name: 'ama', role: 'operator' } as const

const signingIn = (hash: Uint8Array) => ({
  hashes: [hash],
  session: { hash, forMs: 60_000 },
  audit: createDraft(),
})

const everything = `
  select (select count(*) from switches) as switches, (select count(*) from integrations where not otp_enabled) as off,
    (select count(*) from admins where revoked_at_ms is null) as admins, (select count(*) from admin_links) as links,
    (select count(*) from admin_sessions) as sessions, (select count(*) from api_keys where revoked_at_ms is null) as keys,
    (select count(*) from challenges where code_hash is not null) as codes, (select count(*) from failures) as failures`

describe.each(Object.entries(databases))('the audit log in %s', (name, createDatabase) => {
  test.each(Object.keys(changes))(
    'F2 a changed %s is found and named, whichever row it is',
    async (column) => {
      const database = createDatabase()
      const { verify } = await createLog(database)
      expect((await verify()).findings).toEqual([])
      const changed = column === 'person' || column === 'commitment' ? [3, 15, 30] : [1, 16, 30]
      for (const n of changed)
        await database.sql(`update audit_events set ${column} = ${changes[column]} where n = ${n}`)
      const named = (await verify()).findings.map(({ at }) => at)
      expect(named).toEqual(expect.arrayContaining(changed.map((n) => `0:${n}`)))
    },
  )

  test('F2 F6 a person removed by hand is found, one that was erased is not', async () => {
    const database = createDatabase()
    const { store, auditor, verify } = await createLog(database)
    await erase(store, {
      personPrefixes: [personPrefix(Buffer.alloc(32, 3))],
      draft: (erased) => auditor({ type: 'recipient.erased', facts: { erased } }),
    })
    expect((await verify()).findings).toEqual([])
    await database.sql('update audit_events set person = null where n = 6')
    expect((await verify()).findings).toEqual([{ at: '0:6', problem: 'person_removed' }])
  })

  test('F2 a row taken out, put in or swapped is found and named', async () => {
    const taken = createDatabase()
    const first = await createLog(taken)
    await taken.sql('delete from audit_events where n = 7')
    expect((await first.verify()).findings[0]).toEqual({ at: '0:7', problem: 'missing' })

    const added = createDatabase()
    const second = await createLog(added)
    await added.sql('create table copied as select * from audit_events where n = 5')
    await added.sql('update copied set n = 31')
    await added.sql('insert into audit_events select * from copied')
    expect((await second.verify()).findings).toEqual([{ at: '0:31', problem: 'altered' }])

    const swapped = createDatabase()
    const third = await createLog(swapped)
    for (const [from, to] of [
      [4, 1000],
      [5, 4],
      [1000, 5],
    ])
      await swapped.sql(`update audit_events set n = ${to} where n = ${from}`)
    expect((await third.verify()).findings.slice(0, 2)).toEqual([
      { at: '0:4', problem: 'altered' },
      { at: '0:5', problem: 'altered' },
    ])
  })

  test('F2 numbers that no clock and no writer gives are findings, and no reason to give up', async () => {
    const database = createDatabase()
    const { store, verify } = await createLog(database)
    await database.sql('update audit_events set at_ms = 9223372036854775807 where n = 8')
    expect((await verify()).findings).toEqual([{ at: '0:8', problem: 'altered' }])
    expect(await store.audit.list({ rowsAtMost: 3 })).toHaveLength(3)
  })

  test('F2 no event can be put before the first one', async () => {
    const database = createDatabase()
    await createLog(database)
    await expect(database.sql('update audit_events set n = 0 where n = 30')).rejects.toThrow()
    await expect(database.sql('update audit_events set n = -4 where n = 30')).rejects.toThrow()
  })

  test('F1 F7 two hundred events and six sealers over three instances with clocks of their own leave one log', async () => {
    const database = createDatabase()
    const keyRing = newKeyRing()
    const auditor = createAuditor(keyRing, systemRandom)
    const clocks = [0, -900_000, 900_000].map((aside) => {
      const clock = createFakeClock()
      clock.advance(aside)
      return clock
    })
    const stores = await Promise.all(clocks.map((clock) => database.open(clock)))
    const [store] = stores
    if (store === undefined) throw new Error('no store')
    const appending = Array.from({ length: 200 }, (_, n) =>
      (stores[n % 3] ?? store).audit.append({
        draft: auditor({ type: 'config.changed', facts: { n } }),
        outcome: 'done',
      }),
    )
    const sealers = stores.flatMap((store, n) =>
      [1, 2].map(() =>
        createSealer({ audit: store.audit, keyRing, clock: clocks[n] ?? createFakeClock() }),
      ),
    )
    for (let round = 0; round < 5; round++)
      await Promise.all(sealers.map((sealer) => sealer.seal()))
    await Promise.all(appending)
    await Promise.all(sealers.map((sealer) => sealer.seal()))
    const verdict = await verifyLog({ audit: store.audit, keys: keyRing.all('audit') })
    expect(verdict).toMatchObject({ events: 200, unsealed: 0, findings: [] })
    expect(verdict.checkpoints).toBeGreaterThan(0)
  })

  describe('E6 F4 while no event can be written', () => {
    const ways: Readonly<Record<string, readonly [string, string]>> = {
      'the table is not there': [
        'alter table audit_events rename to hidden',
        'alter table hidden rename to audit_events',
      ],
      'the table takes no rows': [
        name === 'sqlite'
          ? "create trigger stop before insert on audit_events begin select raise(abort, 'read only'); end"
          : 'alter table audit_events add constraint stop check (false) not valid',
        name === 'sqlite' ? 'drop trigger stop' : 'alter table audit_events drop constraint stop',
      ],
    }

    test.each(Object.entries(ways))(
      '(%s) no verb of an operator changes anything, and afterwards each does',
      async (_way, [stop, goOn]) => {
        const database = createDatabase()
        const clock = createFakeClock()
        const store = await database.open(clock)
        await store.integrations.ensure(['arkesel'])
        await store.admins.create({ ...operator, hash: hashOf(1), audit: createDraft() })
        const link = { name: 'guest', role: 'viewer' } as const
        await store.admins.createLink({ hash: hashOf(2), admin: link, forMs: 60_000 })
        await store.apiKeys.create({ name: 'shop', hash: hashOf(3), audit: createDraft() })
        const party = createParty({ store, clock })
        await party.send('111111', { maxAttempts: 1 })
        await party.attempt('000000')
        await createParty({ store, clock }).send('111111')
        await store.switches.off({ ...aSwitch, audit: createDraft() })
        const recipient = {
          'unlock a recipient': () =>
            store.recipients.unlock({ ...party.names, audit: createDraft() }),
          "end everybody's codes": () => store.recipients.invalidate({ audit: createDraft() }),
        }
        const verbs = [...Object.values(operatorVerbs), ...Object.values(recipient)]

        await database.sql(stop)
        const before = await database.sql(everything)
        for (const verb of verbs) await expect(verb(store, 0)).rejects.toMatchObject(unavailable)
        const together = await Promise.allSettled(verbs.map((verb) => verb(store, 1)))
        for (const one of together)
          expect(one).toMatchObject({ status: 'rejected', reason: unavailable })
        expect(await database.sql(everything)).toEqual(before)

        await database.sql(goOn)
        const count = async () => (await events(store)).length
        for (const verb of verbs) {
          const written = await count()
          await verb(store, 2)
          expect(await count()).toBe(written + 1)
        }
      },
    )
  })

  test('E2 a switch and an administrator are there for a new instance, and gone for an old one at once', async () => {
    const database = createDatabase()
    const clock = createFakeClock()
    const [first, other] = [await database.open(clock), await database.open(clock)]
    const made = await first.switches.off({ ...aSwitch, audit: createDraft() })
    await first.admins.create({ ...operator, hash: hashOf(1), audit: createDraft() })
    await first.close()
    const late = await database.open(clock)
    for (const store of [other, late]) {
      expect(await store.switches.list()).toEqual([made])
      expect(await store.admins.find([hashOf(1)])).toEqual(operator)
    }
    await late.switches.on({ id: made.id, audit: createDraft() })
    await late.admins.revoke({ name: operator.name, audit: createDraft() })
    expect(await other.switches.list()).toEqual([])
    expect(await other.admins.find([hashOf(1)])).toBeUndefined()
  })

  test('A3 otp_enabled of the row arkesel, flipped with SQL, is seen by every instance', async () => {
    const database = createDatabase()
    const clock = createFakeClock()
    const stores = [await database.open(clock), await database.open(clock)]
    await stores[0]?.integrations.ensure(['arkesel', 'twilio'])
    const off = name === 'sqlite' ? '0' : 'false'
    await database.sql(`update integrations set otp_enabled = ${off} where id = 'arkesel'`)
    for (const store of stores) {
      const rows = await store.integrations.list()
      expect(rows.map(({ id, otpEnabled }) => [id, otpEnabled])).toEqual([
        ['arkesel', false],
        ['twilio', true],
      ])
    }
  })

  test('F6 a person with more events than one erasure can name is erased in one commit, by several', async () => {
    const database = createDatabase()
    const store = await database.open(createFakeClock())
    await store.audit.append({ draft: createDraft(), outcome: 'done' })
    const [stream, zero] = name === 'sqlite' ? ['', ''] : ['stream,', '0,']
    await database.sql(`
      insert into audit_events
        (${stream} n, at_ms, type, outcome, facts, person, event_id, key_id, mac)
      with recursive numbers (number) as (
        select 2 union all select number + 1 from numbers where number < 20002
      )
      select ${zero} number, 0, 'code.opened', 'opened', '{}', '{"recipient":"ama"}', mac, key_id, mac
      from numbers, audit_events`)
    if (name === 'postgres') await database.sql('update audit_streams set last_n = 20002')
    const named: string[][] = []
    const { events: erased } = await erase(store, {
      personPrefixes: ['{"recipient":"ama"'],
      draft: (names) => {
        named.push([...names])
        return createDraft()
      },
    })
    expect(erased).toBe(20_001)
    expect(named.map(({ length }) => length)).toEqual([10_000, 10_000, 1])
    expect(new Set(named.flat()).size).toBe(20_001)
    expect(await database.sql('select 1 from audit_events where person is not null')).toEqual([])
    expect((await events(store)).slice(-3).map(({ outcome }) => outcome)).toEqual([
      'erased',
      'erased',
      'erased',
    ])
  })

  test('F5 the key of an event is stored nowhere', async () => {
    const database = createDatabase()
    const store = await database.open(createFakeClock())
    const draft = createDraft()
    await store.audit.append({ draft, outcome: 'done' })
    await store.switches.off({ ...aSwitch, audit: { ...createDraft(), eventKey: draft.eventKey } })
    const tables = ['audit_events', 'checkpoints', 'switches', 'challenges']
    if (name === 'postgres') tables.push('audited_changes', 'audit_streams', 'lanes')
    for (const table of tables) {
      const text = JSON.stringify(await database.sql(`select * from ${table}`), (_key, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      )
      expect(text).not.toContain(Buffer.from(draft.eventKey).toString('hex'))
      expect(text).not.toContain(Buffer.from(draft.eventKey).toString('base64'))
    }
  })
})

const events = async ({ audit }: Store): Promise<readonly AuditEvent[]> => {
  const pages = await Promise.all(
    (await audit.streams()).map((stream) => audit.read({ stream, after: 0, rowsAtMost: 100_000 })),
  )
  return pages.flat()
}
