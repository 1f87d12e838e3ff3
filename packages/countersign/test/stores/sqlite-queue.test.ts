import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CountersignError } from 'countersign'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createFakeClock } from 'countersign/testing'
import { expect, onTestFinished, test } from 'vitest'
import { erase } from '../../src/testing/store-contract/erase.ts'
import { createDraft, createUnwritable } from '../../src/testing/store-contract/events.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const open = (options: { readonly batchAtMost?: number; readonly busyGiveUpMs?: number } = {}) => {
  const path = join(temporaryFolder(), 'test.db')
  const clock = createFakeClock()
  const store = createSqliteStore({ path, clock, ...options })
  const beside = new DatabaseSync(path)
  onTestFinished(async () => {
    beside.close()
    await store.close()
  })
  return { store, clock, beside }
}

test('L2 L5 verbs that waited for a held file are refused, and none of them runs when it is let go', async () => {
  const { store, clock, beside } = open({ batchAtMost: 2, busyGiveUpMs: 200 })
  beside.exec('begin immediate')
  const sends = Array.from({ length: 40 }, () => createParty({ store, clock }).open('111111'))
  const [first] = await Promise.allSettled(sends.slice(0, 1))
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
  beside.exec('rollback')
  const rest = await Promise.allSettled(sends)
  expect(rest.map(({ status }) => status)).toEqual(sends.map(() => 'rejected'))
  expect(beside.prepare('select count(*) as rows from challenges').get()).toEqual({ rows: 0 })
  expect(await createParty({ store, clock }).attempt('111111')).toBe('unknown')
})

test('L5 a verb that fails by an error of ours takes none of its neighbours with it', async () => {
  const { store, clock } = open()
  await store.audit.append({ draft: createDraft({ person: 'p1' }), outcome: 'done' })
  const noKey = () => {
    throw new CountersignError('unavailable', 'there is no key')
  }
  const sends = Array.from({ length: 5 }, () => createParty({ store, clock }).open('111111'))
  const erasing = erase(store, { personPrefixes: ['p1'], draft: noKey })
  await expect(erasing).rejects.toThrow('there is no key')
  expect((await Promise.all(sends)).map(({ result }) => result.kind)).toEqual(
    sends.map(() => 'opened'),
  )
})

test('B3 L1 a sweep that was undone leaves nothing behind for good', async () => {
  const { store, clock } = open()
  await createParty({ store, clock }).open('111111')
  clock.advance(20_000)
  const [sweep] = await Promise.allSettled([
    store.sweep({ rowsAtMost: 100 }),
    store.audit.append({ draft: createUnwritable(), outcome: 'done' }),
  ])
  expect(sweep.status).toBe('fulfilled')
  expect(await store.deliveries.list({ rowsAtMost: 9 })).toMatchObject([{ state: 'unknown' }])
})
