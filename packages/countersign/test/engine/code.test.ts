import { createSecret, systemRandom } from 'countersign'
import { describe, expect, test } from 'vitest'
import { generateCode, readCode } from '../../src/engine/code.ts'

/** Chi-square of counts against a uniform spread. */
const chiSquare = (counts: readonly number[]): number => {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

const countBy = (values: readonly string[], kinds: number): readonly number[] => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(Number(value), (counts.get(Number(value)) ?? 0) + 1)
  return Array.from({ length: kinds }, (_, kind) => counts.get(kind) ?? 0)
}

describe('codes are uniform', () => {
  const codes = Array.from({ length: 200_000 }, () => generateCode(6, systemRandom).reveal())

  test('A8 each position holds each digit equally often, leading zeros included', () => {
    for (let position = 0; position < 6; position++) {
      const digits = codes.map((code) => code.charAt(position))
      // 9 degrees of freedom: a fair generator exceeds 39.3 once in 100 000 tries, byte % 10 gives about 460.
      expect(chiSquare(countBy(digits, 10))).toBeLessThan(39.3)
    }
  })

  test('A8 neighbouring digits are independent', () => {
    for (let position = 0; position < 5; position++) {
      const pairs = codes.map((code) => code.slice(position, position + 2))
      // 99 degrees of freedom: exceeded once in 100 000 tries.
      expect(chiSquare(countBy(pairs, 100))).toBeLessThan(168)
    }
  })

  test('A5 every code has exactly the digits asked for', () => {
    expect(codes.every((code) => /^[0-9]{6}$/.test(code))).toBe(true)
    expect(codes.some((code) => code.startsWith('00'))).toBe(true)
    expect(generateCode(10, systemRandom).reveal()).toMatch(/^[0-9]{10}$/)
  })

  test('A8 bytes from 250 on are thrown away, so that no digit is favoured', () => {
    const bytes = [255, 250, 3, 249, 252, 14, 0, 9, 255, 251, 128, 77]
    const random = () => Uint8Array.from(bytes)
    expect(generateCode(6, random).reveal()).toBe('394098')
  })
})

describe('only a well-formed code is compared', () => {
  const read = (typed: string) => readCode(createSecret(typed), 6)?.reveal()

  test.each(['123456', ' 123456 ', '123 456', '12-34-56', '123456\n'])(
    'A9 %j is 123456',
    (typed) => {
      expect(read(typed)).toBe('123456')
    },
  )

  test.each([
    '',
    '12345',
    '1234567',
    '12345a',
    '1e5000',
    '0x1F00',
    '+12345',
    '\u0967\u0968\u0969\u096a\u096b\u096c',
    '\u0661\u0662\u0663\u0664\u0665\u0666',
    '\uff11\uff12\uff13\uff14\uff15\uff16',
    '12345\uff16',
    '123456\u0000',
  ])('A9 %j is refused before anything is looked up', (typed) => {
    expect(read(typed)).toBeUndefined()
  })
})
