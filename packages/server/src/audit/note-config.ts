import { createAuditor, type KeyRing, type Store, systemRandom } from 'countersign'
import type { Config } from '../config/config.ts'
import { configFingerprint } from '../config/fingerprint.ts'
import { version } from '../version.ts'

const type = 'config.changed'

/**
 * Writes an event if the server starts with another configuration than the last one, or another version.
 * A start that cannot be recorded is refused, like every change that cannot.
 */
export const noteConfig = async (
  config: Config,
  {
    store: { audit },
    keyRing,
  }: { readonly store: Pick<Store, 'audit'>; readonly keyRing: KeyRing },
): Promise<void> => {
  const facts = { fingerprint: configFingerprint(config), version }
  const [last] = await audit.list({ types: [type], rowsAtMost: 1 })
  if (last?.facts === JSON.stringify(facts)) return
  const draft = createAuditor(keyRing, systemRandom)({ type, facts })
  await audit.append({ draft, outcome: 'changed' })
}
