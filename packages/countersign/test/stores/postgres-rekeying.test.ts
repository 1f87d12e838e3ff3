import { randomBytes } from 'node:crypto'
import { createFakeClock } from 'countersign/testing'
import { expect, test } from 'vitest'
import { rowId } from '../../src/stores/postgres/row-id.ts'
import { createLimit, createParty } from '../../src/testing/store-contract/party.ts'
import { createTestSchema } from '../support/postgres.ts'

test('B6 B7 K5 all eight rows of a limit for everybody keep what was taken from each, each at its place', async () => {
  const { open, query } = createTestSchema()
  const clock = createFakeClock()
  const store = await open({ clock })
  const limit = { ...createLimit({ max: 100 }), isShared: true }
  await Promise.all(
    Array.from({ length: 100 }, () =>
      createParty({ store, clock }).open('111111', { limits: [limit] }),
    ),
  )
  const rowsOf = (lookup: Uint8Array) =>
    query('select windows from limits where lookup = $1 order by id # $2', [
      ...[Buffer.from(lookup), rowId(lookup).toString()],
    ])
  const before = await rowsOf(limit.lookup)
  expect(before).toHaveLength(8)
  const to = randomBytes(32)
  await store.rekey({ challenges: [], limits: [{ from: limit.lookup, to }], requests: [] })
  expect(await rowsOf(to)).toEqual(before)
  expect(await rowsOf(limit.lookup)).toEqual([])
  const more = await createParty({ store, clock }).open('1', { limits: [{ ...limit, lookup: to }] })
  expect(more.result.kind).toBe('limited')
})

test('B6 B7 K7 while two stores rename a limit for everybody and take from it, no more pass than it allows', async () => {
  const { open } = createTestSchema()
  const clock = createFakeClock()
  const stores = [await open({ clock }), await open({ clock })]
  const limit = { ...createLimit({ max: 160 }), isShared: true }
  const take = async (lookup: Uint8Array, n: number) => {
    const store = stores[n % 2] ?? never()
    if (lookup !== limit.lookup)
      await store.rekey({
        ...{ challenges: [], requests: [] },
        limits: [{ from: limit.lookup, to: lookup }],
      })
    const party = createParty({ store, clock })
    return (await party.open('111111', { limits: [{ ...limit, lookup }] })).result.kind
  }
  const all = async (lookup: Uint8Array, times: number) =>
    Promise.all(Array.from({ length: times }, (_, n) => take(lookup, n)))
  const before = await all(limit.lookup, 100)
  const after = await all(randomBytes(32), 100)
  expect([...before, ...after].filter((kind) => kind === 'opened')).toHaveLength(160)
})

test('B6 a verb that makes a row of the new name at the same moment, and the one that moves the old row, both succeed', async () => {
  const { open } = createTestSchema()
  const clock = createFakeClock()
  const stores = [await open({ clock }), await open({ clock })] as const
  for (let round = 0; round < 40; round++) {
    const old = createParty({ store: stores[0], clock })
    const renamed = createParty({ store: stores[1], clock })
    await old.send('111111')
    const challenges = [{ from: old.challenge, to: renamed.challenge }]
    const [, opened] = await Promise.all([
      stores[0].rekey({ challenges, limits: [], requests: [] }),
      renamed.open('222222', { resendMs: 0 }),
    ])
    await renamed.settle(opened, 'accepted')
    expect(await renamed.attempt('222222')).toBe('verified')
  }
})

const never = (): never => {
  throw new Error('there is no such store')
}
