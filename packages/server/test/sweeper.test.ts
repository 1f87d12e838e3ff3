import { randomBytes } from 'node:crypto'
import { type Log, silentLog } from 'countersign'
import { startSweeper } from 'countersign/chores'
import { createMemoryStore } from 'countersign/stores/memory'
import { createFakeClock } from 'countersign/testing'
import { expect, onTestFinished, test } from 'vitest'
import { auditDraft } from './support/audit-draft.ts'

test('B4 L7 deliveries that nobody settled, after a crash, are resolved and reported', async () => {
  const clock = createFakeClock()
  const store = createMemoryStore({ clock })
  const hash = () => randomBytes(32)
  await store.open({
    challenge: {
      ...{ purpose: 'login', lookup: hash(), recipientHash: hash(), recipientKeyId: 'r1' },
    },
    maskedRecipient: '+233•••56',
    route: { purpose: 'login', channels: [{ channel: 'sms', integrations: ['arkesel'] }] },
    ...{ isHandedOver: true, audit: auditDraft() },
    code: { hash: hash(), salt: randomBytes(16), keyId: 'c1' },
    ...{ ttlMs: 300_000, maxAttempts: 3, resendMs: 0, settleWithinMs: 15_000 },
    ...{ recipientClaims: [], limits: [] },
  })
  clock.advance(15_000)
  const lines: [object, string][] = []
  const log: Log = { ...silentLog, warn: (...line) => void lines.push(line) }
  const sweeper = startSweeper(store, log)
  onTestFinished(() => sweeper.stop())
  await expect.poll(() => lines, { timeout: 5000 }).toHaveLength(1)
  expect(lines).toEqual([[{ resolved: 1 }, 'deliveries that nobody settled count as unknown']])
  expect(await store.deliveries.list({ rowsAtMost: 1 })).toMatchObject([{ state: 'unknown' }])
})
