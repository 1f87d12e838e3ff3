import {
  createKeyRing,
  createReplaceableKeyRing,
  type KeyMaterial,
  keyUses,
  readEmail,
  recipientHashes,
} from 'countersign'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'

const key = (id: string, use: KeyMaterial['use'], length = 32): KeyMaterial => ({
  id,
  use,
  bytes: new Uint8Array(length).fill(id.length),
})
const oneOfEach = keyUses.map((use) => key(use, use))

describe('the key ring', () => {
  test('B6 the first key of a use is current, later ones still check', () => {
    const ring = createKeyRing([...oneOfEach, key('older', 'code')])
    expect(ring.current('code').id).toBe('code')
    expect(ring.all('code').map(({ id }) => id)).toEqual(['code', 'older'])
    expect(ring.all('token').map(({ id }) => id)).toEqual(['token'])
  })

  test('B6 a recipient is found under every key that it may have been written down with', () => {
    const recipient = readEmail('ama@example.com')
    if (recipient === undefined) throw new Error('no email address')
    const [before] = recipientHashes(createKeyRing(oneOfEach), recipient)
    const rotated = createKeyRing([key('newest one', 'recipient'), ...oneOfEach])
    expect(recipientHashes(rotated, recipient)).toEqual([expect.anything(), before])
    expect(recipientHashes(rotated, recipient)[0]).not.toEqual(before)
  })

  test('B6 a new key checks at once and makes hashes from its time on', () => {
    const clock = createFakeClock()
    const next = { ...key('next', 'code'), activeAtMs: clock.now() + 60_000 }
    const ring = createKeyRing([next, ...oneOfEach], clock)
    expect(ring.all('code').map(({ id }) => id)).toEqual(['code', 'next'])
    clock.advance(59_999)
    expect(ring.current('code').id).toBe('code')
    clock.advance(1)
    expect(ring.current('code').id).toBe('next')
    expect(ring.all('code').map(({ id }) => id)).toEqual(['next', 'code'])
  })

  test('L6 a clock that is set back does not leave the ring without a key', () => {
    const clock = createFakeClock()
    const keys = oneOfEach.map((one) => ({ ...one, activeAtMs: clock.now() }))
    const ring = createKeyRing(keys, clock)
    clock.advance(-3_600_000)
    expect(keyUses.map((use) => ring.current(use).id)).toEqual([...keyUses])
  })

  test('B6 a ring that is replaced serves those who already hold it', () => {
    const ring = createReplaceableKeyRing(createKeyRing(oneOfEach))
    ring.replaceBy(createKeyRing([key('newer', 'code'), ...oneOfEach]))
    expect(ring.current('code').id).toBe('newer')
  })

  test('D6 a ring with a missing, short or doubled key is refused', () => {
    expect(() => createKeyRing(oneOfEach.slice(1))).toThrow('no key for use "code"')
    expect(() => createKeyRing([...oneOfEach, key('x', 'code', 31)])).toThrow('32 bytes')
    expect(() => createKeyRing([...oneOfEach, key('code', 'code')])).toThrow('id of its own')
  })

  test('G1 keys do not print', () => {
    const printed = JSON.stringify(createKeyRing(oneOfEach).all('code'))
    expect(printed).toBe('[{"id":"code","use":"code","activeAtMs":0,"key":{}}]')
  })
})
