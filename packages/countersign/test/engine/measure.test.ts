import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, test } from 'vitest'
import { measureText } from '../../src/engine/message/measure.ts'

/** Letters of languages that we write in, and of others; signs that cost two septets, and none at all. */
const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 200 })
const letters = fc.constantFrom(
  ...'aZ09 ,.@$_\n\r',
  ...'^{}[]~|`\\€',
  ...'éñÅΔΩɔɛ“’',
  ...'कोडरمزЖ한😀',
)
const mixed = fc.array(letters, { maxLength: 100 }).map((all) => all.join(''))
const few = fc.tuple(ascii, letters, ascii).map((all) => all.join(''))

describe('a text message', () => {
  test('F5 SP-13 is counted as the library counts it, whatever is short cut', () => {
    fc.assert(
      fc.property(fc.oneof(ascii, mixed, few), (text) => {
        const counted = new SegmentedMessage(text)
        const bits = counted.encodingName === 'GSM-7' ? 7 : 16
        expect({ ...measureText(text) }).toEqual({
          encoding: counted.encodingName,
          segments: counted.segmentsCount,
          units: counted.messageSize / bits,
          unitsOfOneSegment: bits === 7 ? 160 : 70,
          outsideGsm7: [...new Set(counted.getNonGsmCharacters())],
        })
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['GSM-7', 'a'.repeat(160), 1],
    ['GSM-7', 'a'.repeat(161), 2],
    ['UCS-2', 'क'.repeat(70), 1],
    ['UCS-2', 'क'.repeat(71), 2],
  ])('F5 %s: how many segments it takes', (encoding, text, segments) => {
    expect(measureText(text)).toMatchObject({ encoding, segments })
  })
})
