import { createKeyRing, type KeyMaterial, keyUses, readEmail, recipientHashes } from 'countersign'
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

  test('D6 a ring with a missing, short or doubled key is refused', () => {
    expect(() => createKeyRing(oneOfEach.slice(1))).toThrow('no key for use "code"')
    expect(() => createKeyRing([...oneOfEach, key('x', 'code', 31)])).toThrow('32 bytes')
    expect(() => createKeyRing([...oneOfEach, key('code', 'code')])).toThrow('id of its own')
  })

  test('G1 keys do not print', () => {
    const printed = JSON.stringify(createKeyRing(oneOfEach).all('code'))
    expect(printed).toBe('[{"id":"code","use":"code","key":{}}]')
  })
})
