import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { allEvents, createDraft, createUnwritable, outcomesOf } from './events.ts'
import { begin, contactOf, find, foundAmong, minuteMs, newSignIn, signIn } from './opening.ts'
import { createParty, type Party } from './party.ts'

const cappedAtMost = { sessionsAtMost: 3 }

/** As many challenges of one recipient, each with a code that was sent. */
const challengesOf = (under: StoreUnderTest, count: number): readonly Party[] => {
  const recipientHash = randomBytes(32)
  return Array.from({ length: count }, () => createParty(under, recipientHash))
}

/** What holds for who signs in. */
const userGuarantees: readonly Guarantee[] = [
  [
    'C7 D1 whoever signs in first becomes a guest with that contact, and is found again by it',
    async (under) => {
      const party = createParty(under)
      const first = newSignIn(party)
      const madeAtMs = under.clock.now()
      const made = await begin(party, first)
      const { sealed, masked } = first.contact
      const user = {
        ...{ id: first.userId, email: undefined, username: undefined, isGuest: true },
        ...{ phone: { sealed, masked, verifiedAtMs: madeAtMs } },
        ...{ createdAtMs: madeAtMs, updatedAtMs: madeAtMs },
      }
      assert.deepEqual(made.user, user)
      assert.equal(made.isNew, true)
      under.clock.advance(minuteMs)
      const again = newSignIn(party)
      const found = await begin(party, again)
      const nowMs = under.clock.now()
      const phone = { sealed: again.contact.sealed, masked, verifiedAtMs: nowMs }
      assert.deepEqual(found.user, { ...user, phone, updatedAtMs: nowMs })
      assert.equal(found.isNew, false)
      assert.deepEqual((await find(under, found.token))?.user, found.user)
      assert.deepEqual((await find(under, made.token))?.user, found.user)
    },
  ],
  [
    'C7 of twenty first sign-ins of one person at the same moment one makes the user, and all are that user',
    async (under) => {
      const parties = challengesOf(under, 20)
      const all = { sessionsAtMost: 20 }
      const begun = await Promise.all(parties.map((party) => signIn(party, all)))
      const ids = new Set(begun.map(({ user }) => user.id))
      assert.equal(ids.size, 1)
      assert.equal(begun.filter(({ isNew }) => isNew).length, 1)
      const [id = ''] = ids
      assert.equal((await under.store.sessions.list(id)).length, 20)
    },
  ],
  [
    'C7 two people are two users, and so are a phone and an address that nobody brought together',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      const byPhone = await signIn(ama)
      const byEmail = await begin(ama, { ...newSignIn(ama), contact: contactOf(ama, 'email') })
      const other = await signIn(kofi)
      assert.equal(new Set([byPhone, byEmail, other].map(({ user }) => user.id)).size, 3)
      assert.equal(byEmail.user.phone, undefined)
      assert.equal(byEmail.user.email?.masked, 'a•••@example.com')
    },
  ],
  [
    'F4 B4 a sign-in has one event for the code and one for the session, in this order',
    async (under) => {
      const party = createParty(under)
      const [code, session] = [createDraft(), createDraft()]
      await begin(party, newSignIn(party, { audit: session }), { audit: code })
      assert.deepEqual(await outcomesOf(under.store, code), ['verified'])
      assert.deepEqual(await outcomesOf(under.store, session), ['created'])
      const ids = (await allEvents(under.store)).map(({ eventId }) =>
        Buffer.from(eventId).toString('hex'),
      )
      const places = [code, session].map(({ eventId }) =>
        ids.indexOf(Buffer.from(eventId).toString('hex')),
      )
      assert.equal((places[0] ?? 0) + 1, places[1])
    },
  ],
]

/** What holds for how many sessions a user has. */
const capGuarantees: readonly Guarantee[] = [
  [
    'D8 of twenty sign-ins of one user at the same moment as many sessions stay as it may have',
    async (under) => {
      const parties = challengesOf(under, 20)
      const begun = await Promise.all(parties.map((party) => signIn(party, cappedAtMost)))
      const tokens = begun.map(({ token }) => token)
      const found = await foundAmong(under, tokens)
      assert.equal(found.length, 3)
      const rows = await under.store.sessions.list(begun[0]?.user.id ?? '')
      assert.deepEqual(rows.map(({ ref }) => ref).toSorted(), found.toSorted())
    },
  ],
  [
    'D8 it is the sessions least lately used that end for a new one, and nobody else loses any',
    async (under) => {
      const [party, other] = [createParty(under), createParty(under)]
      const foreign = await signIn(other, cappedAtMost)
      const begun = []
      for (let n = 0; n < 3; n++) {
        under.clock.advance(1000)
        begun.push(await signIn(party, cappedAtMost))
      }
      const [first, second, third] = begun.map(({ token }) => token)
      assert.ok(first && second && third)
      under.clock.advance(1000)
      await find(under, first)
      const fourth = (await signIn(party, cappedAtMost)).token
      const left = await foundAmong(under, [first, second, third, fourth, foreign.token])
      assert.deepEqual(left, [first.ref, third.ref, fourth.ref, foreign.ref])
      const only = (await signIn(party, { sessionsAtMost: 1 })).token
      assert.deepEqual(await foundAmong(under, [first, third, fourth, only]), [only.ref])
    },
  ],
  [
    'D8 D3 a session that is over takes the place of none that is good',
    async (under) => {
      const party = createParty(under)
      const old = await signIn(party, cappedAtMost)
      const short = [
        await signIn(party, { ...cappedAtMost, ttlMs: minuteMs }),
        await signIn(party, { ...cappedAtMost, idleMs: minuteMs }),
      ]
      under.clock.advance(minuteMs)
      const begun = [await signIn(party, cappedAtMost), await signIn(party, cappedAtMost)]
      const tokens = [old, ...short, ...begun].map(({ token }) => token)
      const good = [old, ...begun].map(({ ref }) => ref)
      assert.deepEqual(await foundAmong(under, tokens), good)
    },
  ],
  [
    'D1 a new session is never the one that ends, also if the clock was set back',
    async (under) => {
      const [party, again] = challengesOf(under, 2)
      assert.ok(party && again)
      const before = await signIn(party, { sessionsAtMost: 1 })
      under.clock.advance(-1000)
      const after = await signIn(again, { sessionsAtMost: 1 })
      assert.deepEqual(await foundAmong(under, [before.token, after.token]), [after.ref])
    },
  ],
]

/** What holds for users' names and whether they said who they are. */
const changeGuarantees: readonly Guarantee[] = [
  [
    'F4 B4 a user is changed in what is given, with one event; what changes nothing has none',
    async (under) => {
      const { user, token } = await signIn(createParty(under))
      const change = async (changes: { id?: string; username?: string; isGuest?: boolean }) => {
        under.clock.advance(1000)
        const audit = createDraft()
        const changed = await under.store.users.change({ id: user.id, ...changes, audit })
        return [changed, await outcomesOf(under.store, audit)]
      }
      const atMs = under.clock.now()
      const named = { ...user, username: 'ama', updatedAtMs: atMs + 1000 }
      assert.deepEqual(await change({ username: 'ama' }), [named, ['changed']])
      assert.deepEqual(await change({ username: 'ama' }), [named, []])
      assert.deepEqual(await change({}), [named, []])
      const known = { ...named, isGuest: false, updatedAtMs: atMs + 4000 }
      assert.deepEqual(await change({ isGuest: false, username: 'ama' }), [known, ['changed']])
      assert.deepEqual(await change({ id: 'nobody', username: 'esi' }), [undefined, []])
      assert.deepEqual((await find(under, token))?.user, known)
    },
  ],
  [
    'C7 of twenty users that take one name at the same moment one has it, and a taken name changes nothing',
    async (under) => {
      const begun = await Promise.all(Array.from({ length: 20 }, () => signIn(createParty(under))))
      const drafts = begun.map(() => createDraft())
      const answers = await Promise.all(
        begun.map(({ user }, n) => {
          const audit = drafts[n] ?? createDraft()
          return under.store.users.change({ id: user.id, username: 'ama', isGuest: false, audit })
        }),
      )
      assert.equal(answers.filter((answer) => answer === 'taken').length, 19)
      const outcomes = await Promise.all(drafts.map((draft) => outcomesOf(under.store, draft)))
      assert.deepEqual(outcomes.flat(), ['changed'])
      const found = await Promise.all(begun.map(({ token }) => find(under, token)))
      assert.equal(found.filter((one) => one?.user.username === 'ama').length, 1)
      assert.equal(found.filter((one) => one?.user.isGuest === true).length, 19)
    },
  ],
  [
    'E6 a user is not changed if the event cannot be written',
    async (under) => {
      const { user, token } = await signIn(createParty(under))
      const audit = createUnwritable()
      await assert.rejects(under.store.users.change({ id: user.id, username: 'ama', audit }))
      assert.deepEqual((await find(under, token))?.user, user)
    },
  ],
]

/** What holds for signing in. */
export const signInGuarantees: readonly Guarantee[] = [
  ...userGuarantees,
  ...capGuarantees,
  ...changeGuarantees,
]
