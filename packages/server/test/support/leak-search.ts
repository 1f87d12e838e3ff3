/** Something that must not be found anywhere. */
export interface Marker {
  /** What it is, for the report: the value itself is not repeated there. */
  readonly name: string
  readonly value: string | Uint8Array
  /** `digits`: a code, found only where no digit stands before or after it. */
  readonly kind: 'digits' | 'phone' | 'text'
}

/** A place to search: its name and its bytes. */
export interface Place {
  readonly name: string
  readonly bytes: Uint8Array
}

interface Needle {
  readonly encoding: string
  readonly pattern: RegExp
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')

/**
 * Names every marker that is in a place, and how it was written there: plain, separated, base64,
 * base64url, hexadecimal, percent-encoded, escaped as in JSON, or quoted-printable.
 */
export const findLeaks = (places: readonly Place[], markers: readonly Marker[]): string[] => {
  const needles = markers.flatMap((marker) =>
    needlesOf(marker).map((needle) => ({ ...needle, marker: marker.name })),
  )
  return places.flatMap((place) => {
    const text = Buffer.from(place.bytes).toString('latin1')
    return needles
      .filter(({ pattern }) => pattern.test(text))
      .map(({ marker, encoding }) => `${marker}, ${encoding}, in ${place.name}`)
  })
}

const needlesOf = ({ kind, value }: Marker): readonly Needle[] => {
  const bytes = Buffer.from(value)
  const coded = [
    ...base64Needles(bytes),
    { encoding: 'hex', pattern: new RegExp(bytes.toString('hex'), 'i') },
    eachByte('percent', bytes, (hex) => `%${hex}`),
    eachByte('quoted-printable', bytes, (hex) => `=${hex}`, '(?:=\\r?\\n)?'),
    eachByte('json', bytes, (hex) => `\\\\u00${hex}`),
  ]
  if (kind === 'digits') return [separated(bytes.toString(), '[ -]?', '(?<!\\d)'), ...coded]
  if (kind === 'phone') {
    const digits = bytes.toString().replace(/\D/g, '')
    return [separated(digits, '[ .()/-]{0,2}', ''), ...coded, ...base64Needles(Buffer.from(digits))]
  }
  return coded
}

/** Digits with what people put between them; a plus before them makes no difference. */
const separated = (digits: string, between: string, before: string): Needle => ({
  encoding: 'plain or separated',
  pattern: new RegExp(before + [...digits].join(between) + (before === '' ? '' : '(?!\\d)')),
})

/** Each byte as it is or escaped: encoders differ in what they leave alone, so all mixtures count. */
const eachByte = (
  encoding: string,
  bytes: Buffer,
  escaped: (hex: string) => string,
  between = '',
): Needle => {
  const alternatives = [...bytes].map((byte) => {
    const hex = byte.toString(16).padStart(2, '0')
    const eitherCase = hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
    return `(?:${literally(String.fromCharCode(byte))}|${escaped(eitherCase)})`
  })
  // Digits alone are looked for with their neighbours in view, by `separated`.
  const isDigits = /^\d+$/.test(bytes.toString('latin1'))
  const pattern = alternatives.join(between)
  return { encoding, pattern: new RegExp(isDigits ? `(?<!\\d)${pattern}(?!\\d)` : pattern) }
}

/** Base64 at each of the three offsets it can have inside a longer text, less the unsure edges. */
const base64Needles = (bytes: Buffer): readonly Needle[] =>
  [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const unsureAtEnd = [0, 3, 2][(offset + bytes.length) % 3] ?? 0
    const sure = shifted.slice([0, 2, 3][offset], shifted.length - unsureAtEnd)
    const either = [...sure].map((letter) =>
      letter === '+' ? '[+-]' : letter === '/' ? '[/_]' : letter,
    )
    return { encoding: 'base64', pattern: new RegExp(either.join('')) }
  })
