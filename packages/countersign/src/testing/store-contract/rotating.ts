import assert from 'node:assert/strict'
import type { AuditDraft } from '../../ports/audit.ts'
import type { TokenHash } from '../../ports/proof.ts'
import type { SessionToken } from '../../ports/session.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft, createUnwritable, outcomesOf } from './events.ts'
import {
  createToken,
  dayMs,
  find,
  foundAmong,
  giveProof,
  minuteMs,
  presented,
  signIn,
} from './opening.ts'
import { createParty } from './party.ts'

interface Rotation {
  readonly next?: TokenHash
  readonly audit?: AuditDraft
}

/** Asks for a new token: the answer, and what would present it. */
const rotate = async (
  { store }: StoreUnderTest,
  token: SessionToken,
  { next = createToken(), audit = createDraft() }: Rotation = {},
) => ({
  answer: await store.sessions.rotate({ ...token, next, graceMs: minuteMs, audit }),
  token: { ref: token.ref, tokens: presented(next) },
})

/** A session whose token was replaced: the one before, and the one now. */
const createRotated = async (under: StoreUnderTest) => {
  const session = await signIn(createParty(under))
  const { answer, token } = await rotate(under, session.token)
  assert.equal(answer, 'rotated')
  assert.notEqual(await find(under, token), undefined)
  return { session, old: session.token, token }
}

/** What holds for tokens from long ago. */
const replacedGuarantees: readonly Guarantee[] = [
  [
    'D7 a token from before the one before ends the session at once, whoever holds the present one',
    async (under) => {
      const { old, token } = await createRotated(under)
      const { token: third } = await rotate(under, token)
      assert.notEqual(await find(under, third), undefined)
      const audit = createDraft()
      assert.equal(await find(under, old, { audit }), undefined)
      assert.deepEqual(await outcomesOf(under.store, audit), ['reused'])
      assert.equal(await find(under, third), undefined)
    },
  ],
  [
    'D7 the latest thirty-two of the tokens of a session are remembered, and no token of another',
    async (under) => {
      const [stranger, { token: first }] = [
        await createRotated(under),
        await signIn(createParty(under)),
      ]
      const tokens = [first]
      while (tokens.length < 35) {
        const { token } = await rotate(under, tokens.at(-1) ?? first)
        assert.notEqual(await find(under, token), undefined)
        tokens.push(token)
      }
      const [, second = first, third = first] = tokens
      const last = tokens.at(-1) ?? first
      assert.equal(await find(under, { ...stranger.old, ref: first.ref }), undefined)
      assert.equal(await find(under, second), undefined)
      assert.notEqual(await find(under, last), undefined)
      assert.equal(await find(under, third), undefined)
      assert.equal(await find(under, last), undefined)
    },
  ],
]

/** What holds for a new token. */
const rotationGuarantees: readonly Guarantee[] = [
  [
    'D7 an old token stays good until the new one is used: the answer with it may be lost',
    async (under) => {
      const { token } = await signIn(createParty(under))
      const lost = await rotate(under, token)
      assert.equal(lost.answer, 'rotated')
      under.clock.advance(dayMs - 1)
      assert.notEqual(await find(under, token), undefined)
      const again = await rotate(under, token)
      assert.equal(again.answer, 'rotated')
      assert.deepEqual(await foundAmong(under, [lost.token, token]), [token.ref])
      assert.notEqual(await find(under, again.token), undefined)
    },
  ],
  [
    'D7 a second rotation shortly after the first says so, and leaves the token of the first good',
    async (under) => {
      const { token } = await signIn(createParty(under))
      const [first, second] = [createDraft(), createDraft()]
      const rotated = await rotate(under, token, { audit: first })
      under.clock.advance(minuteMs - 1)
      const refused = await rotate(under, token, { audit: second })
      assert.deepEqual([rotated.answer, refused.answer], ['rotated', 'already'])
      assert.equal(await find(under, refused.token), undefined)
      assert.notEqual(await find(under, rotated.token), undefined)
      assert.deepEqual(await outcomesOf(under.store, first), ['rotated'])
      assert.deepEqual(await outcomesOf(under.store, second), [])
    },
  ],
  [
    'D7 of twenty rotations at the same moment one gives a token, with one event, and nobody is signed out',
    async (under) => {
      const { token } = await signIn(createParty(under))
      const drafts = Array.from({ length: 20 }, () => createDraft())
      const rotations = await Promise.all(drafts.map((audit) => rotate(under, token, { audit })))
      const given = rotations.filter(({ answer }) => answer === 'rotated')
      assert.equal(given.length, 1)
      assert.equal(rotations.filter(({ answer }) => answer === 'already').length, 19)
      const outcomes = await Promise.all(drafts.map((draft) => outcomesOf(under.store, draft)))
      assert.deepEqual(outcomes.flat(), ['rotated'])
      const uses = [token, ...rotations.map((rotation) => rotation.token)]
      assert.equal((await foundAmong(under, uses)).length, 2)
    },
  ],
  [
    'D7 only the present token of a good session is rotated: not the next one, nor the one before',
    async (under) => {
      const { token, user } = await signIn(createParty(under))
      const first = await rotate(under, token)
      assert.equal((await rotate(under, first.token)).answer, undefined)
      await find(under, first.token)
      assert.equal((await rotate(under, token)).answer, undefined)
      assert.equal((await rotate(under, first.token)).answer, 'rotated')
      await under.store.sessions.end({ userId: user.id, audit: createDraft() })
      assert.equal((await rotate(under, first.token)).answer, undefined)
    },
  ],
  [
    'E6 no token is given if the event cannot be written',
    async (under) => {
      const { token } = await signIn(createParty(under))
      const next = createToken()
      await assert.rejects(rotate(under, token, { next, audit: createUnwritable() }))
      assert.equal(await find(under, { ref: token.ref, tokens: presented(next) }), undefined)
      assert.equal((await rotate(under, token)).answer, 'rotated')
    },
  ],
]

/** What holds for a token that was replaced. */
const reuseGuarantees: readonly Guarantee[] = [
  [
    'D7 a replaced token is taken for late for a while, counted from when it was replaced',
    async (under) => {
      const { token } = await signIn(createParty(under))
      const renewed = await rotate(under, token)
      under.clock.advance(10 * minuteMs)
      assert.notEqual(await find(under, renewed.token), undefined)
      for (const use of [token, renewed.token, token])
        assert.notEqual(await find(under, use), undefined)
      under.clock.advance(minuteMs - 1)
      assert.notEqual(await find(under, token), undefined)
      assert.notEqual(await find(under, renewed.token), undefined)
    },
  ],
  [
    'D7 a replaced token that appears later ends the session, for whoever has the new one as well',
    async (under) => {
      const { session, old, token } = await createRotated(under)
      const given = await giveProof(under, createParty(under), { sessionRef: session.ref })
      const other = await signIn(createParty(under))
      under.clock.advance(minuteMs)
      const [reused, again] = [createDraft(), createDraft()]
      assert.equal(await find(under, old, { audit: reused }), undefined)
      assert.equal(await find(under, token, { audit: again }), undefined)
      assert.equal(await find(under, old, { audit: again }), undefined)
      assert.deepEqual(await under.store.sessions.list(session.user.id), [])
      assert.equal((await given.redeem()).kind, 'foreign')
      assert.deepEqual(await outcomesOf(under.store, reused), ['reused'])
      assert.deepEqual(await outcomesOf(under.store, again), [])
      assert.notEqual(await find(under, other.token), undefined)
    },
  ],
  [
    'D7 F4 of twenty uses of a replaced token at the same moment none is good, and one event tells of it',
    async (under) => {
      const { old } = await createRotated(under)
      under.clock.advance(minuteMs)
      const drafts = Array.from({ length: 20 }, () => createDraft())
      const found = await Promise.all(drafts.map((audit) => find(under, old, { audit })))
      assert.deepEqual(new Set(found), new Set([undefined]))
      const outcomes = await Promise.all(drafts.map((draft) => outcomesOf(under.store, draft)))
      assert.deepEqual(outcomes.flat(), ['reused'])
    },
  ],
  [
    'D7 of twenty first uses of a new token at the same moment all are good, and the old one is replaced once',
    async (under) => {
      const { token } = await signIn(createParty(under))
      const renewed = await rotate(under, token)
      const uses = Array.from({ length: 20 }, () => renewed.token)
      assert.equal((await foundAmong(under, uses)).length, 20)
      under.clock.advance(minuteMs - 1)
      assert.equal((await foundAmong(under, [token])).length, 1)
      under.clock.advance(1)
      assert.equal((await foundAmong(under, [renewed.token])).length, 1)
      assert.equal((await foundAmong(under, [token])).length, 0)
      assert.equal((await foundAmong(under, [renewed.token])).length, 0)
    },
  ],
  [
    'E6 a session is not ended for a replaced token if the event cannot be written',
    async (under) => {
      const { old, token } = await createRotated(under)
      under.clock.advance(minuteMs)
      await assert.rejects(find(under, old, { audit: createUnwritable() }))
      assert.notEqual(await find(under, token), undefined)
    },
  ],
]

/** What holds for sessions' tokens. */
export const rotatingGuarantees: readonly Guarantee[] = [
  ...rotationGuarantees,
  ...reuseGuarantees,
  ...replacedGuarantees,
]
