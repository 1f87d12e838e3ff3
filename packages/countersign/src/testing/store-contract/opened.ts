import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { RekeyRequest } from '../../ports/rekey.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { erase } from './erase.ts'
import { createDraft, createUnwritable, outcomesOf } from './events.ts'
import {
  begin,
  contactOf,
  find,
  foundAmong,
  giveProof,
  hourMs,
  minuteMs,
  newProof,
  newSession,
  newSignIn,
  signIn,
} from './opening.ts'
import { createParty, type Party } from './party.ts'
import { sweepAll } from './sweeping.ts'

const invalidate = ({ store }: StoreUnderTest, party?: Party, audit = createDraft()) =>
  store.recipients.invalidate({ recipient: party?.names, audit })

/** Everything that one person can have: two proofs, one of them used, and two sessions. */
const createHolder = async (under: StoreUnderTest) => {
  const party = createParty(under)
  const sessions = [await signIn(party), await signIn(party)]
  const [proof, used] = [await giveProof(under, party), await giveProof(under, party)]
  await used.redeem()
  const tokens = sessions.map(({ token }) => token)
  const userId = sessions[0]?.user.id ?? ''
  return { party, proof, used, tokens, userId }
}

/** Gives a user an address beside its phone. */
const addEmail = async (phone: Party, email: Party) => {
  const { ref, user } = await signIn(phone)
  const asked = { sessionRef: ref, userId: user.id, contact: contactOf(email, 'email') }
  const change = { kind: 'change_contact', ...asked, session: newSession() } as const
  return begin(email, { ...change, audit: createDraft() })
}

/** What holds when an operator ends what is outstanding. */
const invalidatingGuarantees: readonly Guarantee[] = [
  [
    'D2 A14 what a recipient has open dies at once and for good, and nobody else notices',
    async (under) => {
      const [ama, kofi] = [await createHolder(under), await createHolder(under)]
      await ama.party.send('222222', { resendMs: 0, link: 'link-2' })
      const audit = createDraft()
      const counts = await invalidate(under, ama.party, audit)
      assert.deepEqual(counts, { codes: 1, proofs: 1, sessions: 2 })
      assert.equal((await ama.proof.redeem()).kind, 'unknown')
      assert.equal((await ama.used.redeem()).kind, 'used')
      assert.equal(await ama.party.attempt('link-2', { isLink: true }), 'unknown')
      assert.deepEqual(await foundAmong(under, ama.tokens), [])
      assert.deepEqual(await under.store.sessions.list(ama.userId), [])
      assert.equal((await kofi.proof.redeem()).kind, 'redeemed')
      assert.equal((await foundAmong(under, kofi.tokens)).length, 2)
      assert.deepEqual(await outcomesOf(under.store, audit), ['invalidated'])
      assert.equal((await signIn(ama.party)).user.id, ama.userId)
    },
  ],
  [
    "D2 everybody's proofs and sessions die at once, and only what was good is counted and has an event",
    async (under) => {
      const holders = [await createHolder(under), await createHolder(under)]
      await signIn(createParty(under), { ttlMs: minuteMs })
      await signIn(createParty(under), { idleMs: minuteMs })
      await giveProof(under, createParty(under), { ttlMs: minuteMs })
      under.clock.advance(minuteMs)
      assert.deepEqual(await invalidate(under), { codes: 0, proofs: 2, sessions: 4 })
      const tokens = holders.flatMap((holder) => holder.tokens)
      assert.deepEqual(await foundAmong(under, tokens), [])
      for (const { proof } of holders) assert.equal((await proof.redeem()).kind, 'unknown')
      const audit = createDraft()
      assert.deepEqual(await invalidate(under, undefined, audit), {
        ...{ codes: 0, proofs: 0, sessions: 0 },
      })
      assert.deepEqual(await outcomesOf(under.store, audit), [])
    },
  ],
  [
    'D2 sessions of a user end for its phone and for its address, whichever it signed in with',
    async (under) => {
      for (const named of [0, 1]) {
        const parties = [createParty(under), createParty(under)] as const
        const { token } = await addEmail(...parties)
        const counts = await invalidate(under, parties[named])
        assert.deepEqual(counts, { codes: 0, proofs: 0, sessions: 2 })
        assert.deepEqual(await foundAmong(under, [token]), [])
      }
    },
  ],
  [
    'E6 neither proofs nor sessions are invalidated if the event cannot be written',
    async (under) => {
      const { party, proof, tokens } = await createHolder(under)
      await assert.rejects(invalidate(under, party, createUnwritable()))
      await assert.rejects(invalidate(under, undefined, createUnwritable()))
      assert.equal((await foundAmong(under, tokens)).length, 2)
      assert.equal((await proof.redeem()).kind, 'redeemed')
    },
  ],
]

/** What holds when a person is erased, and when rows have ended. */
const removingGuarantees: readonly Guarantee[] = [
  [
    'F6 erasing removes proofs, sessions and the user of a recipient, and no other',
    async (under) => {
      const [ama, kofi] = [await createHolder(under), await createHolder(under)]
      const deliveries = (
        await under.store.deliveries.list({
          rowsAtMost: 100,
          recipientHashes: ama.party.names.recipientHashes,
        })
      ).length
      const { rows } = await erase(under.store, ama.party.names)
      // besides deliveries a challenge, two proofs, two sessions and a user
      assert.equal(rows, deliveries + 6)
      assert.equal((await ama.proof.redeem()).kind, 'unknown')
      assert.equal((await ama.used.redeem()).kind, 'unknown')
      assert.deepEqual(await foundAmong(under, ama.tokens), [])
      assert.equal((await kofi.proof.redeem()).kind, 'redeemed')
      assert.equal((await foundAmong(under, kofi.tokens)).length, 2)
      const again = await signIn(ama.party)
      assert.equal(again.isNew, true)
      assert.notEqual(again.user.id, ama.userId)
    },
  ],
  [
    'F6 a user is erased with all its contacts, whichever is named, and its username is free',
    async (under) => {
      const [phone, email] = [createParty(under), createParty(under)]
      const { user, token } = await addEmail(phone, email)
      const name = (id: string) =>
        under.store.users.change({ id, username: 'ama', audit: createDraft() })
      await name(user.id)
      await erase(under.store, email.names)
      assert.deepEqual(await foundAmong(under, [token]), [])
      assert.equal(await name(user.id), undefined)
      const other = await signIn(phone)
      assert.equal(other.isNew, true)
      const changed = await name(other.user.id)
      assert.ok(changed !== undefined && changed !== 'taken')
      assert.equal(changed.username, 'ama')
    },
  ],
  [
    'D5 C7 after an erasure nothing that is new is taken for what was erased',
    async (under) => {
      const bound = await signIn(createParty(under))
      const holder = createParty(under)
      const { ref, token } = await signIn(holder)
      const given = await giveProof(under, createParty(under), { sessionRef: ref })
      await erase(under.store, holder.names)
      const next = await signIn(createParty(under))
      assert.notEqual(next.ref, ref)
      assert.equal(await find(under, token), undefined)
      assert.equal((await given.redeem()).kind, 'foreign')
      assert.equal((await foundAmong(under, [bound.token, next.token])).length, 2)
    },
  ],
  [
    'C5 L3 proofs go when they have expired and sessions when they are over; users and what is good stay',
    async (under) => {
      const short = { ttlMs: 2 * hourMs }
      const [expired, over] = [createParty(under), createParty(under)]
      const given = [
        await giveProof(under, expired, short),
        await giveProof(under, expired, short),
        await giveProof(under, expired, { ttlMs: 2 * hourMs + 1 }),
      ]
      await given[0]?.redeem()
      const gone = [await signIn(over, short), await signIn(over, { idleMs: 2 * hourMs })]
      const good = await signIn(over, { ttlMs: 2 * hourMs + 1 })
      under.clock.advance(2 * hourMs - 1)
      // challenges, and what a store remembers of its answers
      await sweepAll(under.store)
      assert.equal(await sweepAll(under.store), 0)
      under.clock.advance(1)
      assert.equal(await sweepAll(under.store), 4)
      const kinds = await Promise.all(given.map(async ({ redeem }) => (await redeem()).kind))
      assert.deepEqual(kinds, ['unknown', 'unknown', 'redeemed'])
      const tokens = [...gone, good].map(({ token }) => token)
      assert.deepEqual(await foundAmong(under, tokens), [good.ref])
      under.clock.advance(400 * 24 * hourMs)
      await sweepAll(under.store)
      assert.equal((await signIn(over)).user.id, good.user.id)
    },
  ],
]

/** What holds when the key changes that recipients are hashed with. */
const rekeyingGuarantees: readonly Guarantee[] = [
  [
    'B6 F6 a proof is redeemed under the new name of its recipient, and is invalidated by it',
    async (under) => {
      const [first, second] = [createRotation(under), createRotation(under)]
      const given = await giveProof(under, first.old)
      const ended = await giveProof(under, second.old)
      for (const { rekey } of [first, second]) await rekey()
      const { recipientHashes } = first.renamed.names
      const before = first.old.names.recipientHashes
      assert.equal((await given.redeem({ recipientHashes: before })).kind, 'foreign')
      assert.equal((await given.redeem({ recipientHashes })).kind, 'redeemed')
      const counts = await invalidate(under, second.renamed)
      assert.deepEqual(counts, { codes: 0, proofs: 1, sessions: 0 })
      assert.equal((await ended.redeem()).kind, 'unknown')
    },
  ],
  [
    'B6 a proof follows its recipient also where a wrong code came after it, and another proof',
    async (under) => {
      const [first, second] = [createRotation(under), createRotation(under)]
      const given = await giveProof(under, first.old)
      await first.old.send('222222', { resendMs: 0 })
      assert.equal(await first.old.attempt('000000', { grant: newProof() }), 'wrong')
      await giveProof(under, second.old)
      await first.rekey()
      const { recipientHashes } = first.renamed.names
      assert.equal((await given.redeem({ recipientHashes })).kind, 'redeemed')
    },
  ],
  [
    'B6 C7 a user is found under the new name of its phone and of its address, and stays signed in',
    async (under) => {
      const [phone, email] = [createRotation(under), createRotation(under)]
      const { user, token } = await addEmail(phone.old, email.old)
      for (const { rekey } of [phone, email, phone]) await rekey()
      assert.equal((await signIn(phone.renamed)).user.id, user.id)
      const byEmail = newSignIn(email.renamed)
      const contact = contactOf(email.renamed, 'email')
      assert.equal((await begin(email.renamed, { ...byEmail, contact })).user.id, user.id)
      assert.equal((await foundAmong(under, [token])).length, 1)
      assert.equal((await signIn(phone.old)).isNew, true)
    },
  ],
  [
    'B6 C7 two users stay two where one has the old name and one the new',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      const [one, two] = [await signIn(old), await signIn(renamed)]
      await rekey()
      assert.equal((await signIn(old)).user.id, one.user.id)
      assert.equal((await signIn(renamed)).user.id, two.user.id)
    },
  ],
  [
    'B6 C7 of ten sign-ins that each rename first, all are the user that was there',
    async (under) => {
      const { old, renamed, rekey } = createRotation(under)
      const { user } = await signIn(old)
      const ids = await Promise.all(
        Array.from({ length: 10 }, async () => {
          await rekey()
          const party = createParty(under, renamed.challenge.recipientHash)
          return (await signIn(party)).user.id
        }),
      )
      assert.deepEqual(new Set(ids), new Set([user.id]))
    },
  ],
]

/** Somebody under the names of an old key, and under those of a new one. */
const createRotation = (under: StoreUnderTest) => {
  const [old, renamed] = [createParty(under), createParty(under, randomBytes(32))]
  const challenges = [{ from: old.challenge, to: renamed.challenge }]
  const request: RekeyRequest = { challenges, limits: [], requests: [] }
  return { old, renamed, rekey: () => under.store.rekey(request) }
}

/** What operators, the sweep and a new key do to what was opened. */
export const openedGuarantees: readonly Guarantee[] = [
  ...invalidatingGuarantees,
  ...removingGuarantees,
  ...rekeyingGuarantees,
]
