import { expect, test } from 'vitest'
import { withoutRivals } from '../../src/stores/postgres/rivals.ts'
import { createClaim, createLimit } from '../../src/testing/store-contract/party.ts'

const everybody = createLimit({ max: 10 })
const fewer = { ...everybody, claims: [createClaim({ max: 3 })] }
const alike = { ...everybody, claims: [createClaim({ max: 10 })] }
const ofAttempts = { ...everybody, claims: [createClaim({ max: 3, slot: 121 })] }

type Asking = readonly [name: string, recipient: number, limit?: typeof everybody]

const parted = (...queue: readonly Asking[]) => {
  const { together, later } = withoutRivals(
    queue.map(([name, recipient, limit]) => ({
      name,
      verb: { recipient: BigInt(recipient), limits: limit ? [limit] : [] },
    })),
  )
  return [together, later].map((pieces) => pieces.map(({ name }) => name).join(' '))
}

test('B1 verbs that ask for different numbers of one key share no batch, and the first of them never waits', () => {
  expect(parted(['a', 1, everybody], ['b', 2, fewer], ['c', 3, alike], ['d', 4, fewer])).toEqual([
    'a c',
    'b d',
  ])
  expect(parted(['b', 2, fewer], ['d', 4, fewer])).toEqual(['b d', ''])
})

test('B1 other keys, other windows and verbs that take nothing are nobody’s rivals', () => {
  const other = createLimit({ max: 3 })
  const all = [
    ['a', 1, everybody],
    ['b', 2, ofAttempts],
    ['c', 3, other],
    ['d', 4],
  ] as const
  expect(parted(...all)).toEqual(['a b c d', ''])
})

test('what comes behind a verb that waits waits with it if it is of the same recipient', () => {
  expect(parted(['a', 1, everybody], ['b', 2, fewer], ['c', 2], ['d', 1], ['e', 2, alike])).toEqual(
    ['a d', 'b c e'],
  )
})
