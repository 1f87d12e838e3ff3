import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { AuditEvent, AuditFilter } from '../../ports/audit.ts'
import type { Store } from '../../ports/store.ts'
import type { Guarantee } from './contract-case.ts'
import { erase } from './erase.ts'
import { allEvents, assertClosed, createDraft, createUnwritable, outcomesOf } from './events.ts'

/** How the `person` of a recipient begins that no other test knows. */
const createPrefix = () => `{"recipient":"${randomBytes(16).toString('base64url')}"`

const personOf = (prefix: string) => `${prefix},"salt":"${randomBytes(6).toString('hex')}"}`

const placeOf = ({ stream, n }: AuditEvent) => `${stream}:${n}`

/** Every page of a list, one after the other. */
const pages = async ({ audit }: Store, filter: AuditFilter): Promise<readonly AuditEvent[]> => {
  const found: AuditEvent[] = []
  for (let before = filter.before; ; before = found.at(-1)) {
    const page = await audit.list({ ...filter, before })
    found.push(...page)
    if (page.length < filter.rowsAtMost) return found
  }
}

/** What holds for the audit log. */
export const auditGuarantees: readonly Guarantee[] = [
  [
    'F1 events written at the same moment stand one behind the other, from 1, without a gap',
    async ({ store }) => {
      const drafts = Array.from({ length: 50 }, () => createDraft())
      await Promise.all(drafts.map((draft) => store.audit.append({ draft, outcome: 'done' })))
      const events = await allEvents(store)
      assert.equal(events.length, 50)
      for (const stream of await store.audit.streams()) {
        const positions = events.filter((event) => event.stream === stream).map(({ n }) => n)
        assert.deepEqual(
          positions,
          positions.map((_, n) => n + 1),
        )
      }
    },
  ],
  [
    'F1 the heads of all streams say how far each has come, and no stream has one before its first event',
    async ({ store }) => {
      assert.deepEqual(await store.audit.heads(), [])
      const append = () => store.audit.append({ draft: createDraft(), outcome: 'done' })
      await Promise.all([append(), append(), append()])
      const events = await allEvents(store)
      const heads = new Map(events.map(({ stream, n }) => [stream, n]))
      const told = (await store.audit.heads()).map(({ stream, last }) => [stream, last] as const)
      assert.deepEqual(new Map(told), heads)
      assert.equal(told.length, heads.size)
    },
  ],
  [
    'F5 an event is closed with its own key over everything it says, in any script',
    async ({ store, clock }) => {
      const person = personOf(createPrefix())
      const facts = '{"reason":"Ɛyɛ dɛn? 🔑 \\n \\u0000"}'
      const drafts = [createDraft({ facts }), createDraft({ facts, person })]
      for (const draft of drafts) await store.audit.append({ draft, outcome: 'done' })
      const events = await allEvents(store)
      assert.equal(events[0]?.atMs, clock.now())
      for (const [n, draft] of drafts.entries()) assertClosed(events[n], draft)
    },
  ],
  [
    'B4 F7 the log is listed newest first, each event once over all pages, also when the clock was set back',
    async ({ store, clock }) => {
      for (const step of [0, 5, 0, -3, 7, 0, 1]) {
        clock.advance(step)
        await store.audit.append({ draft: createDraft(), outcome: 'done' })
      }
      const listed = await pages(store, { rowsAtMost: 2 })
      const byTime = [...(await allEvents(store))].sort(
        (one, other) => other.atMs - one.atMs || other.n - one.n,
      )
      assert.deepEqual(listed.map(placeOf), byTime.map(placeOf))
    },
  ],
  [
    'B4 F9 events are found by kind, by time and by person, and no text is a wildcard',
    async ({ store, clock }) => {
      const [ama, kofi] = [createPrefix(), createPrefix()]
      const startMs = clock.now()
      for (const prefix of [ama, kofi, ama]) {
        const draft = createDraft({ type: 'code.opened', person: personOf(prefix) })
        await store.audit.append({ draft, outcome: 'opened' })
        clock.advance(1000)
      }
      await store.audit.append({ draft: createDraft(), outcome: 'done' })
      const found = async (filter: Partial<AuditFilter>) =>
        (await store.audit.list({ rowsAtMost: 10, ...filter })).map(({ atMs }) => atMs - startMs)
      assert.deepEqual(await found({ types: ['code.opened'] }), [2000, 1000, 0])
      assert.deepEqual(await found({ types: [] }), [])
      assert.deepEqual(await found({ fromMs: startMs + 1000, toMs: startMs + 3000 }), [2000, 1000])
      assert.deepEqual(await found({ personPrefixes: [ama] }), [2000, 0])
      assert.deepEqual(await found({ personPrefixes: [ama, kofi], types: ['a.b'] }), [])
      assert.deepEqual(await found({ personPrefixes: ['%', '{"recipient"_', '{"R'] }), [])
    },
  ],
  [
    'F6 erasing empties the person of every event about them, and one event names exactly these',
    async ({ store, clock }) => {
      const [ama, kofi] = [createPrefix(), createPrefix()]
      for (const prefix of [ama, kofi, ama])
        await store.audit.append({
          draft: createDraft({ person: personOf(prefix) }),
          outcome: 'done',
        })
      const before = await allEvents(store)
      const own = before.filter(({ person }) => person?.startsWith(ama))
      clock.advance(1000)
      let erasing = createDraft()
      const erased = await erase(store, {
        personPrefixes: [ama, createPrefix()],
        draft: (names) => {
          erasing = createDraft({ facts: JSON.stringify({ erased: names }) })
          return erasing
        },
      })
      assert.deepEqual(erased, { rows: 0, events: 2 })
      const after = await allEvents(store)
      const forgotten = before.map((event) =>
        own.includes(event) ? { ...event, person: null } : event,
      )
      assert.deepEqual(after.slice(0, 3), forgotten)
      assertClosed(after[3], erasing)
      assert.deepEqual(JSON.parse(erasing.facts), { erased: own.map(placeOf) })
      assert.equal(after[3]?.outcome, 'erased')
    },
  ],
  [
    'F6 a person whose erasure cannot be written down is not erased',
    async ({ store }) => {
      const prefix = createPrefix()
      const draft = createDraft({ person: personOf(prefix) })
      await store.audit.append({ draft, outcome: 'done' })
      const erasing = { personPrefixes: [prefix], draft: createUnwritable }
      await assert.rejects(erase(store, erasing))
      const [event, ...others] = await allEvents(store)
      assertClosed(event, draft)
      assert.deepEqual(others, [])
      assert.deepEqual(await outcomesOf(store, draft), ['done'])
    },
  ],
  [
    'F1 F8 checkpoints are numbered without a gap, and each number is given once',
    async ({ store }) => {
      const checkpoint = (number: number) => ({
        number,
        text: `{"number":${number},"by":"${randomBytes(4).toString('hex')}"}`,
        signature: randomBytes(64),
        keyId: 'audit-1',
      })
      assert.equal(await store.audit.addCheckpoint(checkpoint(2)), false)
      for (const number of [1, 2]) {
        const ten = Array.from({ length: 10 }, () => checkpoint(number))
        const added = await Promise.all(ten.map((one) => store.audit.addCheckpoint(one)))
        assert.equal(added.filter((isAdded) => isAdded).length, 1)
        const [kept] = await store.audit.checkpoints({ after: number - 1, rowsAtMost: 10 })
        const winner = ten[added.indexOf(true)]
        assert.deepEqual(
          { ...kept, signature: Buffer.from(kept?.signature ?? []) },
          { ...winner, signature: Buffer.from(winner?.signature ?? []) },
        )
      }
      assert.equal(await store.audit.addCheckpoint(checkpoint(4)), false)
      assert.equal((await store.audit.checkpoints({ after: 0, rowsAtMost: 10 })).length, 2)
    },
  ],
]
