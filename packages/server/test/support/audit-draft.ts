import { randomBytes } from 'node:crypto'
import { createAuditor, createKeyRing, keyUses, systemRandom } from 'countersign'

const keys = keyUses.map((use) => ({ id: use, use, bytes: randomBytes(32) }))

/** An event for a test that does not look at it. */
export const auditDraft = () =>
  createAuditor(createKeyRing(keys), systemRandom)({ type: 'config.changed' })
