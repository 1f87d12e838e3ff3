import { describe, expect, test } from 'vitest'
import { createTokenSecret, readToken, tokenOf } from '../../src/engine/token.ts'
import { systemRandom } from '../../src/ports/random.ts'

const secret = createTokenSecret(systemRandom)
const proof = tokenOf('proof', { ref: '17', secret }).reveal()

describe('a token', () => {
  test('C8: has 256 bits of its own behind the name of its row', () => {
    expect(Buffer.from(secret.reveal(), 'base64url')).toHaveLength(32)
    const read = readToken('proof', proof)
    expect(read?.ref).toBe('17')
    expect(read?.secret.reveal()).toBe(secret.reveal())
  })

  test('D6: of one kind is not read as one of another', () => {
    expect(readToken('session', proof)).toBeUndefined()
    expect(readToken('proof', tokenOf('session', { ref: '17', secret }).reveal())).toBeUndefined()
  })

  test.each([
    ['', 'nothing'],
    [` ${proof}`, 'a space in front'],
    [`${proof}\n`, 'a line break behind'],
    [proof.replace('17', '017'), 'a zero in front of the number'],
    [proof.replace('17', '0'), 'the number zero'],
    [proof.replace('17', '-1'), 'a negative number'],
    [proof.replace('17', '99999999999999999'), 'a number that is too large'],
    [proof.slice(0, -1), 'a secret that is too short'],
    [`${proof}A`, 'a secret that is too long'],
    [proof.replace('.', '_'), 'no point'],
  ])('D6: cannot be %j: %s', (typed) => {
    expect(readToken('proof', typed)).toBeUndefined()
  })

  test('G1: does not print', () => {
    expect(`${tokenOf('proof', { ref: '17', secret })}`).toBe('[secret]')
  })
})
