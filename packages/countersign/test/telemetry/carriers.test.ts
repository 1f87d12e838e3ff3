import { expect, test } from 'vitest'
import { createCarriers } from '../../src/engine/carriers.ts'

const challenge = (n: number) => ({
  purpose: 'login',
  lookup: new Uint8Array(32).fill(n),
  recipientHash: new Uint8Array(32),
  recipientKeyId: 'recipient-1',
})
const by = (integration: string) => ({ country: 'GH', integration })

test('B9 where a code went is told once, and the newest code of a challenge counts', () => {
  const carriers = createCarriers()
  carriers.remember(challenge(1), by('arkesel'))
  carriers.remember(challenge(1), by('twilio'))
  expect(carriers.take(challenge(1))).toEqual(by('twilio'))
  expect(carriers.take(challenge(1))).toBeUndefined()
})

test('B9 the memory of where codes went has an end: the oldest is forgotten first', () => {
  const carriers = createCarriers(2)
  for (const n of [1, 2, 1, 3]) carriers.remember(challenge(n), by(`i${n}`))
  expect([1, 2, 3].map((n) => carriers.take(challenge(n))?.integration)).toEqual([
    ...['i1', undefined, 'i3'],
  ])
})
