import { SegmentedMessage } from 'sms-segments-calculator'

/** How a text goes out as a text message. */
export interface TextMeasure {
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly segments: number
  /** Septets of GSM-7, or 16-bit units of UCS-2. */
  readonly units: number
  /** How many of them one segment holds. */
  readonly unitsOfOneSegment: number
  /** Characters that are not in GSM-7, each once. */
  readonly outsideGsm7: readonly string[]
}

const unitsOfOneSegment = { 'GSM-7': 160, 'UCS-2': 70 } as const

/** Characters of ASCII that are one septet each in GSM-7 (3GPP TS 23.038). */
const oneSeptetEach = /^[\n\r !-#%-/0-?@A-Z_a-z$]*$/

/** Letters none of which is in GSM-7: Cyrillic to Ethiopic and beyond, with all of India and the Arabic ones. */
const neverGsm7 = /[\u0400-\u1dff]/

/** Counts a text as networks do. */
export const measureText = (text: string): TextMeasure => measureShort(text) ?? measureAny(text)

/** Of what every start looks at nearly everything is short and plain, and then the count is the length. */
const measureShort = (text: string): TextMeasure | undefined => {
  if (text === '') return undefined
  if (oneSeptetEach.test(text)) return inOneSegment('GSM-7', text)
  return neverGsm7.test(text) ? inOneSegment('UCS-2', text) : undefined
}

const inOneSegment = (encoding: keyof typeof unitsOfOneSegment, text: string) =>
  text.length > unitsOfOneSegment[encoding]
    ? undefined
    : {
        ...{ encoding, segments: 1, units: text.length },
        unitsOfOneSegment: unitsOfOneSegment[encoding],
        // The letters are asked for when a text is refused because of them, and hardly ever else.
        get outsideGsm7() {
          return encoding === 'GSM-7' ? [] : measureAny(text).outsideGsm7
        },
      }

const measureAny = (text: string): TextMeasure => {
  const message = new SegmentedMessage(text)
  const encoding = message.encodingName
  const bitsOfUnit = encoding === 'GSM-7' ? 7 : 16
  return {
    encoding,
    segments: message.segmentsCount,
    units: message.messageSize / bitsOfUnit,
    unitsOfOneSegment: unitsOfOneSegment[encoding],
    outsideGsm7: [...new Set(message.getNonGsmCharacters())],
  }
}
