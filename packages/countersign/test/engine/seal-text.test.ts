import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openSealed, sealText } from '../../src/engine/seal-text.ts'
import { systemRandom } from '../../src/ports/random.ts'

const key = createSecretKey(randomBytes(32))
const seal = { key, context: 'contact\0phone' }

describe('a sealed text', () => {
  test('G3: is opened by its key, in its place', () => {
    const sealed = sealText(seal, '+233244123456', systemRandom)
    expect(openSealed(seal, sealed)).toBe('+233244123456')
    expect(Buffer.from(sealed).includes('244123456')).toBe(false)
  })

  test('G3: looks different each time, so equal texts cannot be told', () => {
    const [one, other] = [sealText(seal, 'a', systemRandom), sealText(seal, 'a', systemRandom)]
    expect(one).not.toEqual(other)
  })

  test('G3: opens with no other key and in no other place', () => {
    const sealed = sealText(seal, 'a', systemRandom)
    const otherKey = { ...seal, key: createSecretKey(randomBytes(32)) }
    expect(openSealed(otherKey, sealed)).toBeUndefined()
    expect(openSealed({ ...seal, context: 'contact\0email' }, sealed)).toBeUndefined()
  })

  test('G3: does not open if any byte of it was altered, cut off or added', () => {
    const sealed = sealText(seal, 'ama@example.com', systemRandom)
    for (const [at, byte] of sealed.entries()) {
      const altered = Uint8Array.from(sealed)
      altered[at] = byte ^ 1
      expect(openSealed(seal, altered)).toBeUndefined()
    }
    for (let length = 0; length < sealed.length; length++)
      expect(openSealed(seal, sealed.subarray(0, length))).toBeUndefined()
    expect(openSealed(seal, Buffer.concat([sealed, Buffer.from([0])]))).toBeUndefined()
  })
})
