/** The 128 characters of GSM-7 without escape (3GPP TS 23.038 section 6.2.1), by hand. */
const basic = new Set(
  [
    '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ',
    ' !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§',
    '¿abcdefghijklmnopqrstuvwxyzäöñüà',
  ].join(''),
)

/** Those that take an escape before them. */
const extension = new Set('^{}\\[~]|€\f')

/** How a network counts a text. */
export interface Counted {
  readonly encoding: 'GSM-7' | 'UCS-2'
  readonly units: number
  readonly isOneSegment: boolean
}

/** Counts septets or 16-bit units, with a table of its own. */
export const countSms = (text: string): Counted => {
  const characters = [...text]
  if (characters.every((character) => basic.has(character) || extension.has(character))) {
    const units = characters.reduce((sum, character) => sum + (extension.has(character) ? 2 : 1), 0)
    return { encoding: 'GSM-7', units, isOneSegment: units <= 160 }
  }
  return { encoding: 'UCS-2', units: text.length, isOneSegment: text.length <= 70 }
}

/**
 * The origin-bound code of a text message, read as a phone does (WICG "Origin-bound one-time codes
 * delivered via SMS", section "Parsing"): in the last line only, byte for byte.
 */
export const readBoundCode = (
  text: string,
): { readonly host: string; readonly code: string } | undefined => {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  if (!line.startsWith('@')) return undefined
  const space = line.indexOf(' ')
  const [host, rest] = [line.slice(1, space), line.slice(space + 1)]
  if (space < 0 || !rest.startsWith('#')) return undefined
  const code = rest.slice(1).split(/[\t\n\f\r ]/)[0] ?? ''
  const isHost = URL.canParse(`https://${host}`) && new URL(`https://${host}`).host === host
  return isHost && code !== '' ? { host, code } : undefined
}
