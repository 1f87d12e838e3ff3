import { CountersignError, type Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { newPhone } from '../support/deployment.ts'
import { frameworks } from './support/frameworks.ts'
import { createProving } from './support/proving.ts'

const unavailable = async (): Promise<never> => {
  throw new CountersignError('unavailable', 'the store is away')
}

/** A store of which one part can be taken away. */
const createFailing = () => {
  const clock = createFakeClock()
  const store = createMemoryStore({ clock })
  let away: 'nothing' | 'switches' | 'proofs' | 'audit' = 'nothing'
  const failing: Store = {
    ...store,
    switches: {
      ...store.switches,
      isOff: (route) => (away === 'switches' ? unavailable() : store.switches.isOff(route)),
    },
    proofs: {
      redeem: (request) => (away === 'proofs' ? unavailable() : store.proofs.redeem(request)),
    },
    audit: {
      ...store.audit,
      append: (event) => (away === 'audit' ? unavailable() : store.audit.append(event)),
    },
  }
  return {
    options: { store: failing, clock },
    takeAway: (part: typeof away) => {
      away = part
    },
  }
}

describe.each(Object.entries(frameworks))('a gate in %s', (_name, start) => {
  test.each(['switches', 'proofs'] as const)(
    'stays shut while %s cannot be asked, and the proof stays good',
    async (part) => {
      const { options, takeAway } = createFailing()
      const { countersign, prove } = await createProving(options)
      const call = await start(countersign)
      const token = await prove({ purpose: 'login', phone: newPhone() })
      const pass = () => call('/login', { method: 'POST', headers: { 'x-otp-token': token } })
      takeAway(part)
      const answer = await pass()
      expect([answer.status, await answer.json()]).toEqual([
        503,
        expect.objectContaining({ code: 'unavailable' }),
      ])
      expect(answer.headers.get('retry-after')).toBe('5')
      takeAway('nothing')
      expect((await pass()).status).toBe(200)
    },
  )

  test('E4 stays shut while switched off if that cannot be written down', async () => {
    const { options, takeAway } = createFailing()
    const { countersign } = await createProving(options)
    const off = { scope: 'all', target: null, reason: 'test', author: 'test' } as const
    await countersign.store.switches.off({ ...off, audit: createDraft() })
    const call = await start(countersign)
    const pass = () => call('/login', { method: 'POST' })
    takeAway('audit')
    expect((await pass()).status).toBe(503)
    takeAway('nothing')
    expect((await pass()).status).toBe(200)
  })
})
