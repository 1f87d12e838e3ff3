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

/** Counts a text as networks do. */
export const measureText = (text: string): TextMeasure => {
  const message = new SegmentedMessage(text)
  const encoding = message.encodingName
  const bitsOfUnit = encoding === 'GSM-7' ? 7 : 16
  return {
    encoding,
    segments: message.segmentsCount,
    units: message.messageSize / bitsOfUnit,
    unitsOfOneSegment: encoding === 'GSM-7' ? 160 : 70,
    outsideGsm7: [...new Set(message.getNonGsmCharacters())],
  }
}
