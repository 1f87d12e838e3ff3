import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { NewSession, SessionGrant } from '../../ports/session.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft, outcomesOf } from './events.ts'
import {
  type BegunSession,
  begin,
  contactOf,
  end,
  find,
  foundAmong,
  minuteMs,
  newSession,
  newSignIn,
  presented,
  signIn,
  verifyFor,
} from './opening.ts'
import { createParty, type Party } from './party.ts'

type Change = Extract<SessionGrant, { readonly kind: 'change_contact' }>

/** A change that a session asks for, to the phone or address of a party. */
const newChange = (
  { ref, user }: BegunSession,
  party: Party,
  changes: Partial<Change> & { readonly kindOfContact?: 'phone' | 'email' } = {},
): Change => {
  const { kindOfContact = 'phone', ...rest } = changes
  return {
    ...{ kind: 'change_contact', sessionRef: ref, userId: user.id },
    ...{ contact: contactOf(party, kindOfContact), session: newSession() },
    ...{ audit: createDraft({ type: 'contact.changed' }), ...rest },
  }
}

/** The three events that a change may have: of the code, of the contact, of the session. */
const changeAndTell = async (under: StoreUnderTest, party: Party, change: Change) => {
  const audit = createDraft({ type: 'code.attempted' })
  const granted = await verifyFor(party, change, { audit })
  const outcomes = [audit, change.audit, change.session.audit].map((draft) =>
    outcomesOf(under.store, draft),
  )
  return { granted, events: (await Promise.all(outcomes)).flat() }
}

/** Whether anything of a change that was refused can be seen. */
const assertNothingBegan = async (under: StoreUnderTest, { session, userId }: Change) => {
  const refs = (await under.store.sessions.list(userId)).map(({ ref }) => ref)
  const tokens = presented(session.token)
  assert.deepEqual(
    await foundAmong(
      under,
      refs.map((ref) => ({ ref, tokens })),
    ),
    [],
  )
}

/** Signs a party in twice: the session that will ask, and one more. */
const signInTwice = async (party: Party, session: Partial<NewSession> = {}) =>
  [await signIn(party, session), await signIn(party, session)] as const

/** What holds for a contact that a user verifies later. */
export const contactGuarantees: readonly Guarantee[] = [
  [
    'C7 D1 a first contact of a kind is added to the user: it signs in with either, and nobody is signed out',
    async (under) => {
      const [phone, email] = [createParty(under), createParty(under)]
      const [asking, other] = await signInTwice(phone)
      under.clock.advance(1000)
      const change = newChange(asking, email, { kindOfContact: 'email' })
      const begun = await begin(email, change)
      const { sealed, masked } = change.contact
      const atMs = under.clock.now()
      assert.deepEqual(begun.user, {
        ...asking.user,
        phone: other.user.phone,
        email: { sealed, masked, verifiedAtMs: atMs },
        updatedAtMs: atMs,
      })
      assert.equal(begun.isNew, false)
      const refs = [asking.ref, other.ref, begun.ref]
      assert.deepEqual(await foundAmong(under, [asking.token, other.token, begun.token]), refs)
      const again = await begin(email, { ...newSignIn(email), contact: contactOf(email, 'email') })
      assert.equal(again.user.id, asking.user.id)
      assert.equal((await signIn(phone)).user.id, asking.user.id)
    },
  ],
  [
    'D2 C7 a contact that takes the place of another ends all sessions of the user but the new one, and frees the old contact',
    async (under) => {
      const [before, after, stranger] = [createParty(under), createParty(under), createParty(under)]
      const [asking, other] = await signInTwice(before)
      const foreign = await signIn(stranger)
      const begun = await begin(after, newChange(asking, after))
      const tokens = [asking, other, begun, foreign].map(({ token }) => token)
      assert.deepEqual(await foundAmong(under, tokens), [begun.ref, foreign.ref])
      assert.equal((await signIn(after)).user.id, asking.user.id)
      const freed = await signIn(before)
      assert.equal(freed.isNew, true)
      assert.notEqual(freed.user.id, asking.user.id)
    },
  ],
  [
    'D2 a contact that is verified once more takes the place of nothing: no session ends',
    async (under) => {
      const party = createParty(under)
      const [asking, other] = await signInTwice(party)
      under.clock.advance(1000)
      const begun = await begin(party, newChange(asking, party))
      assert.equal(begun.user.phone?.verifiedAtMs, under.clock.now())
      const tokens = [asking, other, begun].map(({ token }) => token)
      assert.equal((await foundAmong(under, tokens)).length, 3)
    },
  ],
  [
    'C7 a contact of another user is taken: the code is used up, and nothing else changed',
    async (under) => {
      const [mine, theirs] = [createParty(under), createParty(under)]
      const asking = await signIn(mine)
      const owner = await signIn(theirs)
      const change = newChange(asking, theirs)
      const { granted, events } = await changeAndTell(under, theirs, change)
      assert.deepEqual(granted, { kind: 'contact_taken' })
      assert.deepEqual(events, ['verified', 'taken'])
      assert.equal(await theirs.attempt('111111'), 'used')
      assert.deepEqual((await find(under, asking.token))?.user, asking.user)
      assert.deepEqual((await find(under, owner.token))?.user, owner.user)
      await assertNothingBegan(under, change)
    },
  ],
  [
    'D2 a session that is over, or is of somebody else, changes no contact: the code is used up, and nothing else changed',
    async (under) => {
      const next = createParty(under)
      const [ended, idle] = [
        await signIn(createParty(under)),
        await signIn(createParty(under), { idleMs: minuteMs }),
      ]
      under.clock.advance(minuteMs)
      const [victim, other] = [await signIn(createParty(under)), await signIn(createParty(under))]
      await end(under, { userId: ended.user.id, ref: ended.ref })
      for (const change of [
        newChange(ended, next),
        newChange(idle, next),
        newChange(victim, next, { sessionRef: other.ref }),
        newChange(victim, next, { sessionRef: '' }),
        newChange(victim, next, { sessionRef: '9'.repeat(40) }),
        newChange(victim, next, { userId: 'nobody' }),
      ]) {
        const { granted, events } = await changeAndTell(under, next, change)
        assert.deepEqual(granted, { kind: 'session_over' })
        assert.deepEqual(events, ['verified'])
        assert.equal(await next.attempt('111111'), 'used')
        await assertNothingBegan(under, change)
      }
      assert.equal((await signIn(next)).isNew, true)
      assert.deepEqual((await find(under, victim.token))?.user, victim.user)
    },
  ],
  [
    'F4 B4 a change has one event for the code, one for the contact and one for the session',
    async (under) => {
      const [before, after] = [createParty(under), createParty(under)]
      const change = newChange(await signIn(before), after)
      const { granted, events } = await changeAndTell(under, after, change)
      assert.equal(granted.kind, 'session')
      assert.deepEqual(events, ['verified', 'verified', 'created'])
    },
  ],
  [
    'C7 of ten users that take one contact at the same moment one has it',
    async (under) => {
      const recipientHash = randomBytes(32)
      const asking = await Promise.all(Array.from({ length: 10 }, () => signIn(createParty(under))))
      const granted = await Promise.all(
        asking.map((session) => {
          const party = createParty(under, recipientHash)
          return verifyFor(party, newChange(session, party, { kindOfContact: 'email' }))
        }),
      )
      const kinds = granted.map(({ kind }) => kind)
      assert.deepEqual(kinds.toSorted(), [...Array<string>(9).fill('contact_taken'), 'session'])
      const found = await Promise.all(asking.map(({ token }) => find(under, token)))
      assert.equal(found.filter((one) => one?.user.email !== undefined).length, 1)
    },
  ],
  [
    'D2 of ten changes of one user that each replace its contact at the same moment one is made',
    async (under) => {
      const asking = await signIn(createParty(under))
      const granted = await Promise.all(
        Array.from({ length: 10 }, () => {
          const party = createParty(under)
          return verifyFor(party, newChange(asking, party))
        }),
      )
      const kinds = granted.map(({ kind }) => kind)
      assert.deepEqual(kinds.toSorted(), ['session', ...Array<string>(9).fill('session_over')])
      assert.equal((await under.store.sessions.list(asking.user.id)).length, 1)
    },
  ],
  [
    'D8 a change begins a session within as many as the user may have',
    async (under) => {
      const [phone, email] = [createParty(under), createParty(under)]
      const first = await signIn(phone)
      under.clock.advance(1000)
      const second = await signIn(phone)
      under.clock.advance(1000)
      const session = newSession({ sessionsAtMost: 2 })
      const change = newChange(second, email, { kindOfContact: 'email', session })
      const begun = await begin(email, change)
      const tokens = [first, second, begun].map(({ token }) => token)
      assert.deepEqual(await foundAmong(under, tokens), [second.ref, begun.ref])
    },
  ],
]
