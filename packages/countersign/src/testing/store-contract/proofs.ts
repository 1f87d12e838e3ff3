import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { RedeemRequest } from '../../ports/proof.ts'
import type { Guarantee, StoreUnderTest } from './contract-case.ts'
import { createDraft, createUnwritable, outcomesOf } from './events.ts'
import { createToken, type GivenProof, giveProof, minuteMs, signIn } from './opening.ts'
import { createParty } from './party.ts'

const redeemedKind = async (
  { redeem }: GivenProof,
  changes?: Partial<RedeemRequest>,
): Promise<string> => (await redeem(changes)).kind

/** What a redeem comes to, and its events. */
const redeemedAndTold = async (
  { store }: StoreUnderTest,
  given: GivenProof,
  changes: Partial<RedeemRequest> = {},
) => {
  const audit = createDraft({ type: 'proof.redeemed' })
  const kind = await redeemedKind(given, { ...changes, audit })
  return [kind, await outcomesOf(store, audit)]
}

/** What holds for how often, for how long and by whom a proof is redeemed. */
const redeemGuarantees: readonly Guarantee[] = [
  [
    'F6 D5 a proof is redeemed with what was sealed for it, and says when the code was verified',
    async (under) => {
      const verifiedAtMs = under.clock.now()
      const given = await giveProof(under, createParty(under))
      under.clock.advance(1000)
      const { proof, redeem } = given
      const result = await redeem()
      assert.ok(result.kind === 'redeemed')
      assert.equal(result.verifiedAtMs, verifiedAtMs)
      assert.equal(result.sealed.keyId, proof.token.keyId)
      assert.deepEqual(Buffer.from(result.sealed.bytes), Buffer.from(proof.sealed))
    },
  ],
  [
    'A1 D5 F6 of fifty redeems of one proof at the same moment exactly one gets it',
    async (under) => {
      const given = await giveProof(under, createParty(under))
      const kinds = await Promise.all(Array.from({ length: 50 }, () => redeemedKind(given)))
      assert.deepEqual(kinds.toSorted(), ['redeemed', ...Array<string>(49).fill('used')])
    },
  ],
  [
    'A5 F6 a proof is good until the millisecond before it expires by the clock of the store',
    async (under) => {
      const [early, late] = [
        await giveProof(under, createParty(under), { ttlMs: minuteMs }),
        await giveProof(under, createParty(under), { ttlMs: minuteMs }),
      ]
      under.clock.advance(minuteMs - 1)
      assert.equal(await redeemedKind(early), 'redeemed')
      under.clock.advance(1)
      assert.equal(await redeemedKind(late), 'expired')
    },
  ],
  [
    'F6 D4 only the token opens a proof: not its name, nor another token, nor its hash under another key',
    async (under) => {
      const [given, other] = [
        await giveProof(under, createParty(under)),
        await giveProof(under, createParty(under)),
      ]
      const { hash } = given.proof.token
      const wrong: Partial<RedeemRequest>[] = [
        { tokens: [] },
        { tokens: [createToken()] },
        { tokens: [other.proof.token] },
        { tokens: [{ keyId: 'token-2', hash }] },
        { tokens: [{ keyId: 'token-1', hash: hash.slice(0, 31) }] },
        ...['', '0', '-1', '1.5', '1e3', 'x', ` ${given.ref}`, '9'.repeat(40)].map((ref) => ({
          ref,
        })),
        { ref: other.ref },
      ]
      for (const changes of wrong)
        assert.deepEqual(await redeemedAndTold(under, given, changes), ['unknown', []])
      assert.equal(await redeemedKind(given), 'redeemed')
    },
  ],
  [
    'F4 F6 each redeem of a known proof has one event: used comes before expired, and expired before foreign',
    async (under) => {
      const given = await giveProof(under, createParty(under), { ttlMs: minuteMs })
      const late = await giveProof(under, createParty(under), { ttlMs: minuteMs })
      const foreign = { purpose: 'reset' }
      const told = (proof: GivenProof, changes = {}) => redeemedAndTold(under, proof, changes)
      assert.deepEqual(await told(given, foreign), ['foreign', ['foreign']])
      assert.deepEqual(await told(given), ['redeemed', ['redeemed']])
      assert.deepEqual(await told(given, foreign), ['used', ['used']])
      under.clock.advance(minuteMs)
      assert.deepEqual(await told(given, foreign), ['used', ['used']])
      assert.deepEqual(await told(late, foreign), ['expired', ['expired']])
    },
  ],
  [
    'E6 F4 a proof is not used up if the event cannot be written',
    async (under) => {
      const given = await giveProof(under, createParty(under))
      await assert.rejects(given.redeem({ audit: createUnwritable() }))
      assert.equal(await redeemedKind(given), 'redeemed')
    },
  ],
]

/** What holds for what a proof is for. */
const bindingGuarantees: readonly Guarantee[] = [
  [
    'D5 F6 a proof is good for its own purpose, recipient, subject, action and session only, and a wrong redeem does not harm it',
    async (under) => {
      const party = createParty(under)
      const [session, other] = [await signIn(createParty(under)), await signIn(createParty(under))]
      const [subjectHash, actionHash] = [randomBytes(32), randomBytes(32)]
      const bound = { subjectHash, actionHash, sessionRef: session.ref }
      const given = await giveProof(under, party, bound)
      const right = { ...bound, recipientHashes: party.names.recipientHashes }
      const wrong: Partial<RedeemRequest>[] = [
        { purpose: 'reset' },
        { recipientHashes: [randomBytes(32)] },
        { recipientHashes: [] },
        { subjectHash: randomBytes(32) },
        { actionHash: randomBytes(32) },
        { actionHash: undefined },
        { sessionRef: other.ref },
        { sessionRef: '' },
        { sessionRef: '9'.repeat(40) },
      ]
      for (const changes of wrong) {
        const kind = await redeemedKind(given, { ...right, ...changes })
        assert.equal(kind, 'foreign', JSON.stringify(Object.keys(changes)))
      }
      const names = [randomBytes(32), ...party.names.recipientHashes]
      assert.equal(await redeemedKind(given, { ...right, recipientHashes: names }), 'redeemed')
    },
  ],
  [
    'D5 F6 a proof that is for nobody and nothing in particular is not good where something is asked for',
    async (under) => {
      const session = await signIn(createParty(under))
      const given = await giveProof(under, createParty(under))
      for (const changes of [
        { subjectHash: randomBytes(32) },
        { actionHash: randomBytes(32) },
        { sessionRef: session.ref },
      ])
        assert.equal(await redeemedKind(given, changes), 'foreign')
      assert.equal(await redeemedKind(given), 'redeemed')
    },
  ],
  [
    'F6 whose a proof is, for whom and from which session need not be asked, but its action must',
    async (under) => {
      const session = await signIn(createParty(under))
      const actionHash = randomBytes(32)
      const bound = { subjectHash: randomBytes(32), actionHash, sessionRef: session.ref }
      const given = await giveProof(under, createParty(under), bound)
      assert.equal(await redeemedKind(given), 'foreign')
      assert.equal(await redeemedKind(given, { actionHash }), 'redeemed')
    },
  ],
  [
    'D2 D5 a proof dies with the session that asked for it, however that ends',
    async (under) => {
      const asked = async (session = {}) => {
        const { ref, user } = await signIn(createParty(under), session)
        const given = await giveProof(under, createParty(under), { sessionRef: ref })
        return { given, ref, userId: user.id }
      }
      const [ended, idle, over, good] = [
        await asked(),
        await asked({ idleMs: minuteMs }),
        await asked({ ttlMs: minuteMs }),
        await asked(),
      ]
      const { userId, ref } = ended
      assert.equal(await under.store.sessions.end({ userId, ref, audit: createDraft() }), 1)
      under.clock.advance(minuteMs)
      for (const { given } of [ended, idle, over])
        assert.equal(await redeemedKind(given), 'foreign')
      await signIn(createParty(under))
      assert.equal(await redeemedKind(ended.given, { sessionRef: ref }), 'foreign')
      assert.equal(await redeemedKind(good.given), 'redeemed')
    },
  ],
]

/** What holds for proofs. */
export const proofGuarantees: readonly Guarantee[] = [...redeemGuarantees, ...bindingGuarantees]
