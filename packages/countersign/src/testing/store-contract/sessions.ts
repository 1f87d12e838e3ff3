import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { SessionToken } from '../../ports/session.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft, createUnwritable, outcomesOf } from './events.ts'
import {
  createToken,
  end,
  find,
  foundAmong,
  hourMs,
  minuteMs,
  presented,
  signIn,
} from './opening.ts'
import { createParty } from './party.ts'

const isFound = async (under: StoreUnderTest, token: SessionToken): Promise<boolean> =>
  (await find(under, token)) !== undefined

/** What holds for how long a session is good, and for whom. */
const lifetimeGuarantees: readonly Guarantee[] = [
  [
    'D3 a session ends when it is not used for as long as it may be left idle, to the millisecond',
    async (under) => {
      const session = { idleMs: 10 * minuteMs, ttlMs: hourMs }
      const { token } = await signIn(createParty(under), session)
      for (let n = 0; n < 3; n++) {
        under.clock.advance(10 * minuteMs - 1)
        assert.equal(await isFound(under, token), true)
      }
      under.clock.advance(10 * minuteMs)
      assert.equal(await isFound(under, token), false)
    },
  ],
  [
    'D3 no use keeps a session beyond its end, and neither does a new token',
    async (under) => {
      const session = { idleMs: 10 * minuteMs, ttlMs: 30 * minuteMs }
      const { token, user } = await signIn(createParty(under), session)
      const next = createToken()
      const rotation = { ...token, next, graceMs: minuteMs, audit: createDraft() }
      assert.equal(await under.store.sessions.rotate(rotation), 'rotated')
      const renewed = { ref: token.ref, tokens: presented(next) }
      for (let n = 0; n < 5; n++) {
        under.clock.advance(5 * minuteMs)
        assert.equal(await isFound(under, renewed), true)
      }
      under.clock.advance(5 * minuteMs - 1)
      assert.equal(await isFound(under, renewed), true)
      under.clock.advance(1)
      assert.equal(await isFound(under, renewed), false)
      assert.deepEqual(await under.store.sessions.list(user.id), [])
      const late = { ...renewed, next: createToken(), graceMs: minuteMs, audit: createDraft() }
      assert.equal(await under.store.sessions.rotate(late), undefined)
      assert.deepEqual(await outcomesOf(under.store, late.audit), [])
    },
  ],
  [
    'D3 a session says when it began, when it was used last and when it ends, and notes a use so often only',
    async (under) => {
      const label = 'Safari on iPhone'
      const createdAtMs = under.clock.now()
      const { token } = await signIn(createParty(under), { label, ttlMs: hourMs })
      const row = { ref: token.ref, label, createdAtMs, expiresAtMs: createdAtMs + hourMs }
      const seenAfter = async (ms: number) => {
        under.clock.advance(ms)
        const found = await find(under, token, { noteEveryMs: minuteMs })
        const { seenAtMs = 0, ...rest } = found?.session ?? {}
        assert.deepEqual(rest, row)
        return seenAtMs - createdAtMs
      }
      assert.equal(await seenAfter(minuteMs - 1), 0)
      assert.equal(await seenAfter(1), minuteMs)
      assert.equal(await seenAfter(minuteMs - 1), minuteMs)
      assert.equal(await seenAfter(1), 2 * minuteMs)
    },
  ],
  [
    'D4 only the token opens a session: not its name, nor another token, nor its hash under another key',
    async (under) => {
      const [mine, other] = [await signIn(createParty(under)), await signIn(createParty(under))]
      const own = mine.token.tokens.filter(({ keyId }) => keyId === 'token-1')
      const wrong: SessionToken[] = [
        { ...mine.token, tokens: [] },
        { ...mine.token, tokens: [createToken()] },
        { ...mine.token, tokens: own.map(({ hash }) => ({ keyId: 'token-2', hash })) },
        { ...mine.token, ref: other.ref },
        ...['', '0', '-1', '1.5', '1e3', 'x', ` ${mine.ref}`, '9'.repeat(40)].map((ref) => ({
          ...mine.token,
          ref,
        })),
      ]
      for (const token of wrong) {
        assert.equal(await isFound(under, token), false)
        const next = createToken()
        const rotation = { ...token, next, graceMs: minuteMs, audit: createDraft() }
        assert.equal(await under.store.sessions.rotate(rotation), undefined)
      }
      assert.equal(await isFound(under, mine.token), true)
    },
  ],
]

/** What holds for a user's own look at sessions, and for ending them. */
const endingGuarantees: readonly Guarantee[] = [
  [
    'D3 a list has the good sessions of that user, the one used last first, and no others',
    async (under) => {
      const [party, other] = [createParty(under), createParty(under)]
      await signIn(other)
      const short = await signIn(party, { ttlMs: minuteMs })
      await signIn(party, { idleMs: minuteMs })
      under.clock.advance(1000)
      const first = await signIn(party, { label: 'one' })
      under.clock.advance(1000)
      const second = await signIn(party, { label: 'two' })
      under.clock.advance(minuteMs)
      await find(under, first.token)
      const rows = await under.store.sessions.list(short.user.id)
      assert.deepEqual(
        rows.map(({ ref, label }) => [ref, label]),
        [
          [first.ref, 'one'],
          [second.ref, 'two'],
        ],
      )
      assert.deepEqual((await find(under, first.token))?.session, rows[0])
      assert.deepEqual(await under.store.sessions.list('nobody'), [])
    },
  ],
  [
    'D2 a session that was ended is good for nobody from then on, and the others stay',
    async (under) => {
      const party = createParty(under)
      const [one, two] = [await signIn(party), await signIn(party)]
      const audit = createDraft()
      assert.equal(await end(under, { userId: one.user.id, ref: one.ref, audit }), 1)
      assert.deepEqual(await foundAmong(under, [one.token, two.token]), [two.ref])
      assert.deepEqual(await outcomesOf(under.store, audit), ['ended'])
      const again = createDraft()
      assert.equal(await end(under, { userId: one.user.id, ref: one.ref, audit: again }), 0)
      assert.deepEqual(await outcomesOf(under.store, again), [])
    },
  ],
  [
    'D2 all sessions of a user end at once with one event, and only good ones count',
    async (under) => {
      const [party, other] = [createParty(under), createParty(under)]
      const short = await signIn(party, { ttlMs: minuteMs })
      under.clock.advance(minuteMs)
      const begun = [await signIn(party), await signIn(party), await signIn(other)]
      const audit = createDraft()
      assert.equal(await end(under, { userId: short.user.id, audit }), 2)
      const tokens = begun.map(({ token }) => token)
      assert.deepEqual(await foundAmong(under, tokens), [begun[2]?.ref])
      assert.deepEqual(await outcomesOf(under.store, audit), ['ended'])
    },
  ],
  [
    'D2 nobody ends a session of another user, nor one that is no session at all',
    async (under) => {
      const [mine, other] = [await signIn(createParty(under)), await signIn(createParty(under))]
      for (const ref of [other.ref, '', '0', 'x', '9'.repeat(40)])
        assert.equal(await end(under, { userId: mine.user.id, ref }), 0)
      assert.equal(await end(under, { userId: randomBytes(9).toString('hex') }), 0)
      const tokens = [mine.token, other.token]
      assert.deepEqual(await foundAmong(under, tokens), [mine.ref, other.ref])
    },
  ],
  [
    'E6 no session is ended if the event cannot be written',
    async (under) => {
      const { token, user } = await signIn(createParty(under))
      await assert.rejects(end(under, { userId: user.id, audit: createUnwritable() }))
      assert.equal(await isFound(under, token), true)
    },
  ],
]

/** What holds for sessions. */
export const sessionGuarantees: readonly Guarantee[] = [...lifetimeGuarantees, ...endingGuarantees]
