import assert from 'node:assert/strict'
import type { Guarantee } from './contract-case.ts'
import { createDraft, createUnwritable, outcomesOf } from './events.ts'

/** What holds for integrations. */
export const integrationGuarantees: readonly Guarantee[] = [
  [
    'A3 every integration has one row, which a new start leaves as it is',
    async ({ store, clock }) => {
      const { integrations } = store
      await Promise.all([
        integrations.ensure(['arkesel', 'twilio']),
        integrations.ensure(['arkesel', 'console']),
      ])
      const updatedAtMs = clock.now()
      const fresh = { otpEnabled: true, settings: '{}', updatedAtMs }
      assert.deepEqual(
        await integrations.list(),
        ['arkesel', 'console', 'twilio'].map((id) => ({ id, ...fresh })),
      )
      await integrations.change({ id: 'arkesel', otpEnabled: false, audit: createDraft() })
      clock.advance(1000)
      await integrations.ensure(['arkesel', 'twilio'])
      const [arkesel] = await integrations.list()
      assert.deepEqual(arkesel, { id: 'arkesel', ...fresh, otpEnabled: false })
    },
  ],
  [
    'A3 F4 switch and settings change each by itself, with one event; what changes nothing has none',
    async ({ store, clock }) => {
      const { integrations } = store
      await integrations.ensure(['arkesel'])
      const change = async (changes: { otpEnabled?: boolean; settings?: string; id?: string }) => {
        clock.advance(1000)
        const audit = createDraft()
        const row = await integrations.change({ id: 'arkesel', ...changes, audit })
        return { row, events: await outcomesOf(store, audit) }
      }
      const off = {
        id: 'arkesel',
        otpEnabled: false,
        settings: '{}',
        updatedAtMs: clock.now() + 1000,
      }
      assert.deepEqual(await change({ otpEnabled: false }), { row: off, events: ['changed'] })
      assert.deepEqual(await change({ otpEnabled: false }), { row: off, events: [] })
      assert.deepEqual(await change({}), { row: off, events: [] })
      const settings = '{"senderId":"Acme"}'
      const set = { ...off, settings, updatedAtMs: clock.now() + 1000 }
      assert.deepEqual(await change({ settings }), { row: set, events: ['changed'] })
      const on = { ...set, otpEnabled: true, updatedAtMs: clock.now() + 1000 }
      assert.deepEqual(await change({ otpEnabled: true, settings }), {
        row: on,
        events: ['changed'],
      })
      assert.deepEqual(await change({ id: 'nobody', otpEnabled: true }), {
        row: undefined,
        events: [],
      })
      assert.deepEqual(await integrations.list(), [on])
    },
  ],
  [
    'E6 an integration is not changed if the event cannot be written',
    async ({ store }) => {
      const { integrations } = store
      await integrations.ensure(['arkesel'])
      const before = await integrations.list()
      const audit = createUnwritable()
      await assert.rejects(integrations.change({ id: 'arkesel', otpEnabled: false, audit }))
      assert.deepEqual(await integrations.list(), before)
    },
  ],
]
