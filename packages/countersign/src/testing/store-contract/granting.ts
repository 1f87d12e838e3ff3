import assert from 'node:assert/strict'
import type { AttemptResult, Grant } from '../../ports/store.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { allEvents, createDraft, createUnwritable } from './events.ts'
import { begin, contactOf, find, newProof, newSession, newSignIn, presented } from './opening.ts'
import { createClaim, createLimit, createParty, type Party } from './party.ts'
import { switchOff } from './switch-board.ts'

/** How much is open, by what would end if everybody's ended. */
const openIn = async ({ store }: StoreUnderTest) => {
  const { proofs, sessions } = await store.recipients.invalidate({ audit: createDraft() })
  return { proofs, sessions }
}

const nothing = { proofs: 0, sessions: 0 }

const budget = { claims: [createClaim({ slot: 1, max: 1 })], inARow: 9, rememberMs: 60_000 }

/** Attempts that come to nothing, each by what it comes to. */
const refusals: Readonly<
  Record<
    Exclude<AttemptResult['kind'], 'verified'>,
    (under: StoreUnderTest, party: Party, grant: Grant) => Promise<AttemptResult>
  >
> = {
  unknown: (_, party, grant) => party.answer('111111', { grant }),
  wrong: async (_, party, grant) => {
    await party.send('111111')
    return party.answer('000000', { grant })
  },
  expired: async ({ clock }, party, grant) => {
    await party.send('111111', { ttlMs: 1000 })
    clock.advance(1000)
    return party.answer('111111', { grant })
  },
  used: async (_, party, grant) => {
    await party.send('111111')
    await party.answer('111111')
    return party.answer('111111', { grant })
  },
  locked: async (_, party, grant) => {
    await party.send('111111', { maxAttempts: 1 })
    await party.answer('000000', { grant })
    return party.answer('111111', { grant })
  },
  over_budget: async (_, party, grant) => {
    await party.send('111111')
    await party.answer('000000', { grant, budget })
    return party.answer('111111', { grant, budget })
  },
  limited: async (under, party, grant) => {
    const limits = [createLimit({ max: 1 })]
    await createParty(under).answer('000000', { limits })
    await party.send('111111')
    return party.answer('111111', { grant, limits })
  },
  disabled: async (under, party, grant) => {
    await party.send('111111')
    const switchOn = await switchOff(under, 'all')
    const result = await party.answer('111111', { grant })
    await switchOn()
    return result
  },
}

/** What holds for what a right code opens, whatever that is. */
export const grantGuarantees: readonly Guarantee[] = [
  [
    'A1 F6 an attempt that does not verify opens nothing, whatever the reason',
    async (under) => {
      for (const [kind, refuse] of Object.entries(refusals)) {
        for (const grantTo of [() => newProof(), newSignIn]) {
          const party = createParty(under)
          const grant = grantTo(party)
          const result = await refuse(under, party, grant)
          assert.equal(result.kind, kind)
          assert.equal('granted' in result, false)
          assert.deepEqual(await openIn(under), nothing)
        }
      }
    },
  ],
  [
    'A1 F6 of fifty right attempts at the same moment one opens something, and once',
    async (under) => {
      for (const counts of [
        { proofs: 1, sessions: 0 },
        { proofs: 0, sessions: 1 },
      ]) {
        const party = createParty(under)
        await party.send('111111')
        const grant = () => (counts.proofs === 1 ? newProof() : newSignIn(party))
        const results = await Promise.all(
          Array.from({ length: 50 }, () => party.answer('111111', { grant: grant() })),
        )
        assert.equal(results.filter((result) => 'granted' in result).length, 1)
        assert.deepEqual(await openIn(under), counts)
      }
    },
  ],
  [
    'A6 a right code opens nothing if nothing was to be opened',
    async (under) => {
      const party = createParty(under)
      await party.send('111111')
      assert.deepEqual(await party.answer('111111'), { kind: 'verified', standings: [] })
      assert.deepEqual(await openIn(under), nothing)
    },
  ],
  [
    'A13 a link opens what its code would',
    async (under) => {
      const party = createParty(under)
      const grant = newSignIn(party)
      await party.send('111111', { link: 'link-1' })
      const result = await party.answer('link-1', { isLink: true, grant })
      assert.ok(result.kind === 'verified' && result.granted?.kind === 'session')
      const token = { ref: result.granted.ref, tokens: presented(grant.session.token) }
      assert.equal((await find(under, token))?.user.id, grant.userId)
    },
  ],
  [
    'E6 F4 no code is used up and nothing is opened if one of its events cannot be written',
    async (under) => {
      const party = createParty(under)
      const audit = createUnwritable()
      const asking = createParty(under)
      const { ref, user } = await begin(asking, newSignIn(asking))
      const change = {
        kind: 'change_contact',
        ...{ sessionRef: ref, userId: user.id, contact: contactOf(party, 'email') },
      } as const
      await party.send('111111')
      const before = await allEvents(under.store)
      const attempts: readonly { readonly grant: Grant; readonly audit?: typeof audit }[] = [
        { grant: newProof(), audit },
        { grant: newSignIn(party), audit },
        { grant: newSignIn(party, { audit }) },
        { grant: { ...change, session: newSession({ audit }), audit: createDraft() } },
        { grant: { ...change, session: newSession(), audit } },
      ]
      for (const attempt of attempts) await assert.rejects(party.answer('111111', attempt))
      assert.deepEqual(await allEvents(under.store), before)
      assert.equal(await party.attempt('111111'), 'verified')
      assert.deepEqual(await openIn(under), { proofs: 0, sessions: 1 })
    },
  ],
]
