import assert from 'node:assert/strict'
import type { SwitchScope } from '../../ports/switch.ts'
import type { StoreUnderTest } from './contract-case.ts'
import { createDraft } from './events.ts'

/** Switches something off; takes the switch away again with what it answers. */
export const switchOff = async (
  { store }: StoreUnderTest,
  scope: SwitchScope,
  target: string | null = null,
  forMs?: number,
): Promise<() => Promise<void>> => {
  const by = { reason: 'pumping', author: 'admin:ama' }
  const { id } = await store.switches.off({ scope, target, ...by, forMs, audit: createDraft() })
  return async () => {
    assert.equal(await store.switches.on({ id, audit: createDraft() }), true)
  }
}

/** Turns the row of an integration. */
export const turn = async (
  { store: { integrations } }: StoreUnderTest,
  id: string,
  otpEnabled: boolean,
): Promise<void> => {
  await integrations.ensure([id])
  await integrations.change({ id, otpEnabled, audit: createDraft() })
}
