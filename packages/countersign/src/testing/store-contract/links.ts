import assert from 'node:assert/strict'
import type { AttemptResult } from '../../ports/store.ts'
import type { Guarantee } from './contract-case.ts'
import { createParty, type Party } from './party.ts'

const atOnce = { resendMs: 0 }

/** Opens the link of a message. */
const open = (party: Party, link: string): Promise<AttemptResult['kind']> =>
  party.attempt(link, { isLink: true })

/** What holds for a link that stands for a code. */
export const linkGuarantees: readonly Guarantee[] = [
  [
    'A13 a link that was opened uses its code up, and a code that was typed uses its link up',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      for (const party of [ama, kofi]) await party.send('111111', { link: 'link-1' })
      assert.equal(await open(ama, 'link-1'), 'verified')
      assert.equal(await ama.attempt('111111'), 'used')
      assert.equal(await open(ama, 'link-1'), 'used')
      assert.equal(await kofi.attempt('111111'), 'verified')
      assert.equal(await open(kofi, 'link-1'), 'used')
    },
  ],
  [
    'A13 C2 of fifty at the same moment, half by the link and half by the code, exactly one verifies',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { link: 'link-1', maxAttempts: 100 })
      const kinds = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          n % 2 === 0 ? open(party, 'link-1') : party.attempt('111111'),
        ),
      )
      assert.deepEqual(kinds.toSorted(), [...Array<string>(49).fill('used'), 'verified'])
    },
  ],
  [
    'A13 A2 a link and its code share their attempts, and a lock closes both',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { link: 'link-1', maxAttempts: 2 })
      assert.equal(await open(party, 'link-0'), 'wrong')
      assert.equal(await party.attempt('000000'), 'wrong')
      assert.equal(await open(party, 'link-1'), 'locked')
      assert.equal(await party.attempt('111111'), 'locked')
    },
  ],
  [
    'A6 what is sent as a link is never compared with the code, nor what is typed with the link',
    async (under) => {
      const [party, plain] = [createParty(under), createParty(under)]
      await party.send('111111', { link: 'link-1', maxAttempts: 9 })
      await plain.send('111111', { maxAttempts: 9 })
      assert.equal(await open(party, '111111'), 'wrong')
      assert.equal(await party.attempt('link-1'), 'wrong')
      assert.equal(await open(plain, '111111'), 'wrong')
      assert.equal(await open(plain, ''), 'wrong')
      assert.equal(await open(party, 'link-1'), 'verified')
      assert.equal(await plain.attempt('111111'), 'verified')
    },
  ],
  [
    'A5 A6 a link is good for as long as its code, and for its own challenge only',
    async (under) => {
      const [ama, kofi] = [createParty(under), createParty(under)]
      await ama.send('111111', { link: 'link-1', ttlMs: 300_000 })
      await kofi.send('222222', { link: 'link-2', ttlMs: 300_000 })
      assert.equal(await open(kofi, 'link-1'), 'wrong')
      under.clock.advance(299_999)
      assert.equal(await open(ama, 'link-1'), 'verified')
      under.clock.advance(1)
      assert.equal(await open(kofi, 'link-2'), 'expired')
      await kofi.send('333333', { link: 'link-3' })
      assert.equal(await open(kofi, 'link-2'), 'wrong')
      assert.equal(await open(kofi, 'link-3'), 'verified')
    },
  ],
  [
    'A4 A14 an old link dies when a new message is accepted, and not before',
    async (under) => {
      const party = createParty(under)
      await party.send('111111', { ...atOnce, link: 'link-1', maxAttempts: 9 })
      const second = await party.open('222222', { ...atOnce, link: 'link-2', maxAttempts: 9 })
      assert.equal(await open(party, 'link-2'), 'wrong')
      await party.settle(second, 'accepted')
      assert.equal(await open(party, 'link-1'), 'wrong')
      assert.equal(await open(party, 'link-2'), 'verified')
    },
  ],
  [
    'A4 a message without a link takes the place of one with a link, and leaves no link good',
    async (under) => {
      const [beside, fresh] = [createParty(under), createParty(under)]
      await beside.send('111111', { ...atOnce, link: 'link-1' })
      await fresh.send('111111', { ...atOnce, link: 'link-1', ttlMs: 1000 })
      under.clock.advance(1000)
      for (const party of [beside, fresh]) {
        await party.send('222222', atOnce)
        assert.equal(await open(party, 'link-1'), 'wrong')
        assert.equal(await party.attempt('222222'), 'verified')
      }
    },
  ],
  [
    'B2 B3 a refused hand-over leaves the old link good, and after an unknown one the new link is the good one',
    async (under) => {
      const [refused, unknown] = [createParty(under), createParty(under)]
      for (const party of [refused, unknown])
        await party.send('111111', { ...atOnce, link: 'link-1', maxAttempts: 9 })
      const again = { ...atOnce, link: 'link-2', maxAttempts: 9 }
      await refused.settle(await refused.open('222222', again), 'refused')
      await unknown.open('222222', again)
      under.clock.advance(15_000)
      assert.equal(await open(refused, 'link-2'), 'wrong')
      assert.equal(await open(refused, 'link-1'), 'verified')
      assert.equal(await open(unknown, 'link-1'), 'wrong')
      assert.equal(await open(unknown, 'link-2'), 'verified')
    },
  ],
]
