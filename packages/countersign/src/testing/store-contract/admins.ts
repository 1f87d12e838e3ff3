import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Admin, AdminRole } from '../../ports/admin.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { allEvents, createDraft, createUnwritable, outcomesOf } from './events.ts'

const minuteMs = 60_000

/** An administrator that no other test knows, with a token. */
const createAdmin = async (
  { store }: StoreUnderTest,
  { role = 'operator', forMs }: { readonly role?: AdminRole; readonly forMs?: number } = {},
) => {
  const [name, hash] = [randomBytes(6).toString('hex'), randomBytes(32)]
  const audit = createDraft()
  assert.equal(await store.admins.create({ name, role, hash, forMs, audit }), true)
  return { admin: { name, role }, name, hash, audit }
}

const createSession = (forMs = minuteMs) => ({ hash: randomBytes(32), forMs })

/** What holds for administrators' tokens. */
const tokenGuarantees: readonly Guarantee[] = [
  [
    'E8 a token is found by its hash until it is revoked, with its role, and never after',
    async (under) => {
      const { store, clock } = under
      const { admin, name, hash, audit } = await createAdmin(under, { role: 'viewer' })
      const createdAtMs = clock.now()
      assert.deepEqual(await store.admins.find([randomBytes(32), hash]), admin)
      assert.equal(await store.admins.find([randomBytes(32)]), undefined)
      assert.equal(await store.admins.find([]), undefined)
      clock.advance(1000)
      const [revoking, again] = [createDraft(), createDraft()]
      assert.equal(await store.admins.revoke({ name, audit: revoking }), true)
      assert.equal(await store.admins.find([hash]), undefined)
      assert.equal(await store.admins.revoke({ name, audit: again }), false)
      assert.deepEqual(await store.admins.list(), [
        { ...admin, createdAtMs, expiresAtMs: null, revokedAtMs: createdAtMs + 1000 },
      ])
      const outcomes = [audit, revoking, again].map((draft) => outcomesOf(store, draft))
      assert.deepEqual(await Promise.all(outcomes), [['created'], ['revoked'], []])
    },
  ],
  [
    'E8 a token with an end is good until then by the clock of the store',
    async (under) => {
      const { store, clock } = under
      const { admin, name, hash } = await createAdmin(under, { forMs: minuteMs })
      clock.advance(minuteMs - 1)
      assert.deepEqual(await store.admins.find([hash]), admin)
      clock.advance(1)
      assert.equal(await store.admins.find([hash]), undefined)
      const signingIn = { hashes: [hash], session: createSession(), audit: createDraft() }
      assert.equal(await store.admins.signIn(signingIn), undefined)
      assert.equal(await store.admins.revoke({ name, audit: createDraft() }), false)
    },
  ],
  [
    'E8 a name has one good token, also when ten are made at the same moment, and is free after it',
    async (under) => {
      const { store, clock } = under
      const name = randomBytes(6).toString('hex')
      const create = (forMs?: number) =>
        store.admins.create({
          ...{ name, role: 'operator', hash: randomBytes(32), forMs, audit: createDraft() },
        })
      const made = await Promise.all(Array.from({ length: 10 }, () => create()))
      assert.equal(made.filter((isMade) => isMade).length, 1)
      assert.equal((await allEvents(store)).length, 1)
      await store.admins.revoke({ name, audit: createDraft() })
      assert.equal(await create(minuteMs), true)
      assert.equal(await create(), false)
      clock.advance(minuteMs)
      assert.equal(await create(), true)
      assert.equal((await store.admins.list()).length, 3)
    },
  ],
]

/** What holds for sign-in links and console sessions. */
const sessionGuarantees: readonly Guarantee[] = [
  [
    'E8 a sign-in link is spent once, also when twenty use it at the same moment',
    async (under) => {
      const { store } = under
      const [hash, admin] = [randomBytes(32), { name: 'ama', role: 'operator' } as const]
      await store.admins.createLink({ hash, admin, forMs: minuteMs })
      const tries = Array.from({ length: 20 }, () => ({
        hashes: [randomBytes(32), hash],
        session: createSession(),
        audit: createDraft(),
      }))
      const used = await Promise.all(tries.map((request) => store.admins.useLink(request)))
      assert.deepEqual(
        used.filter((found) => found !== undefined),
        [admin],
      )
      const sessions = await Promise.all(
        tries.map(({ session }) => store.admins.findSession([session.hash])),
      )
      assert.deepEqual(sessions, used)
      assert.deepEqual(
        (await allEvents(store)).map(({ outcome }) => outcome),
        ['used'],
      )
    },
  ],
  [
    'E8 a sign-in link and a session end by the clock of the store, and are swept away',
    async (under) => {
      const { store, clock } = under
      const [hash, late] = [randomBytes(32), randomBytes(32)]
      const admin = { name: 'ama', role: 'viewer' } as const
      for (const link of [hash, late])
        await store.admins.createLink({ hash: link, admin, forMs: minuteMs })
      clock.advance(minuteMs - 1)
      const session = createSession()
      const use = (link: Uint8Array) =>
        store.admins.useLink({ hashes: [link], session, audit: createDraft() })
      assert.deepEqual(await use(hash), admin)
      clock.advance(1)
      assert.equal(await use(late), undefined)
      clock.advance(minuteMs - 2)
      assert.deepEqual(await store.admins.findSession([session.hash]), admin)
      clock.advance(1)
      assert.equal(await store.admins.findSession([session.hash]), undefined)
      assert.equal((await store.sweep({ rowsAtMost: 100 })).removed, 2)
    },
  ],
  [
    'E8 signing in takes a good token, and the session ends with the token at the latest',
    async (under) => {
      const { store, clock } = under
      const { admin, hash } = await createAdmin(under, { forMs: minuteMs })
      const [session, foreign] = [createSession(10 * minuteMs), createSession()]
      const [good, bad] = [createDraft(), createDraft()]
      assert.deepEqual(await store.admins.signIn({ hashes: [hash], session, audit: good }), admin)
      const unknown = { hashes: [randomBytes(32)], session: foreign, audit: bad }
      assert.equal(await store.admins.signIn(unknown), undefined)
      assert.equal(await store.admins.findSession([foreign.hash]), undefined)
      assert.deepEqual(await outcomesOf(store, good), ['signed_in'])
      assert.deepEqual(await outcomesOf(store, bad), [])
      clock.advance(minuteMs - 1)
      assert.deepEqual(await store.admins.findSession([session.hash]), admin)
      clock.advance(1)
      assert.equal(await store.admins.findSession([session.hash]), undefined)
    },
  ],
  [
    'E8 a session by a sign-in link ends with the token of its name at the latest, and alone without one',
    async (under) => {
      const { store, clock } = under
      const { admin } = await createAdmin(under, { forMs: 2 * minuteMs })
      const nobody = { name: randomBytes(6).toString('hex'), role: 'operator' } as const
      const begin = async (whose: Admin) => {
        const [link, session] = [randomBytes(32), createSession(10 * minuteMs)]
        await store.admins.createLink({ hash: link, admin: whose, forMs: minuteMs })
        const using = { hashes: [link], session, audit: createDraft() }
        assert.deepEqual(await store.admins.useLink(using), whose)
        return session.hash
      }
      const [own, other] = [await begin(admin), await begin(nobody)]
      clock.advance(2 * minuteMs - 1)
      assert.deepEqual(await store.admins.findSession([own]), admin)
      clock.advance(1)
      assert.equal(await store.admins.findSession([own]), undefined)
      clock.advance(8 * minuteMs - 1)
      assert.deepEqual(await store.admins.findSession([other]), nobody)
      clock.advance(1)
      assert.equal(await store.admins.findSession([other]), undefined)
    },
  ],
  [
    'E8 a sign-in link ends with the token of its name, also when that name has a new one',
    async (under) => {
      const { store, clock } = under
      const { admin, name } = await createAdmin(under, { forMs: minuteMs })
      const use = async (link: Uint8Array) => {
        const [session, audit] = [createSession(), createDraft()]
        const used = await store.admins.useLink({ hashes: [link], session, audit })
        const found = await store.admins.findSession([session.hash])
        return [used, found, await outcomesOf(store, audit)]
      }
      const nothing = [undefined, undefined, []]
      const [first, second] = [randomBytes(32), randomBytes(32)]
      const [late, newest] = [randomBytes(32), randomBytes(32)]
      for (const hash of [first, second])
        await store.admins.createLink({ hash, admin, forMs: 10 * minuteMs })
      clock.advance(minuteMs)
      await store.admins.createLink({ hash: late, admin, forMs: 10 * minuteMs })
      for (const link of [first, late]) assert.deepEqual(await use(link), nothing)
      const token = { name, role: 'viewer', hash: randomBytes(32) } as const
      assert.equal(await store.admins.create({ ...token, audit: createDraft() }), true)
      assert.deepEqual(await use(second), nothing)
      const viewer = { name, role: 'viewer' } as const
      await store.admins.createLink({ hash: newest, admin: viewer, forMs: minuteMs })
      assert.deepEqual(await use(newest), [viewer, viewer, ['used']])
    },
  ],
  [
    "D2 E8 revoking a name ends its sessions and links at once, also those without a token, and nobody else's",
    async (under) => {
      const { store } = under
      const [ama, kofi] = [await createAdmin(under), await createAdmin(under)]
      const sessions = [createSession(), createSession()]
      for (const [n, { hash }] of [ama, kofi].entries()) {
        const session = sessions[n] ?? createSession()
        await store.admins.signIn({ hashes: [hash], session, audit: createDraft() })
      }
      const [link, later] = [randomBytes(32), randomBytes(32)]
      await store.admins.createLink({ hash: link, admin: ama.admin, forMs: minuteMs })
      const revoke = async () => store.admins.revoke({ name: ama.name, audit: createDraft() })
      assert.equal(await revoke(), true)
      const found = sessions.map(({ hash }) => store.admins.findSession([hash]))
      assert.deepEqual(await Promise.all(found), [undefined, kofi.admin])
      const using = { hashes: [link, later], session: createSession(), audit: createDraft() }
      assert.equal(await store.admins.useLink(using), undefined)
      assert.equal(await revoke(), false)
      await store.admins.createLink({ hash: later, admin: ama.admin, forMs: minuteMs })
      assert.equal(await revoke(), true)
      assert.equal(await store.admins.useLink(using), undefined)
    },
  ],
  [
    'D2 a session that was ended is not found again',
    async (under) => {
      const { store } = under
      const { hash } = await createAdmin(under)
      const session = createSession()
      await store.admins.signIn({ hashes: [hash], session, audit: createDraft() })
      assert.equal(await store.admins.endSession([randomBytes(32), session.hash]), true)
      assert.equal(await store.admins.findSession([session.hash]), undefined)
      assert.equal(await store.admins.endSession([session.hash]), false)
    },
  ],
  [
    'E6 no token, no session and no revocation without its event',
    async (under) => {
      const { store } = under
      const { admin, name, hash } = await createAdmin(under)
      const [link, session] = [randomBytes(32), createSession()]
      await store.admins.createLink({ hash: link, admin, forMs: minuteMs })
      const audit = createUnwritable()
      const other = { name: 'other', role: 'operator', hash: randomBytes(32), audit } as const
      await assert.rejects(store.admins.create(other))
      await assert.rejects(store.admins.signIn({ hashes: [hash], session, audit }))
      await assert.rejects(store.admins.useLink({ hashes: [link], session, audit }))
      await assert.rejects(store.admins.revoke({ name, audit }))
      assert.equal(await store.admins.find([other.hash]), undefined)
      assert.equal(await store.admins.findSession([session.hash]), undefined)
      assert.deepEqual(await store.admins.find([hash]), admin)
      const using = { hashes: [link], session, audit: createDraft() }
      assert.deepEqual(await store.admins.useLink(using), admin)
    },
  ],
]

/** What holds for administrators. */
export const adminGuarantees: readonly Guarantee[] = [...tokenGuarantees, ...sessionGuarantees]
