/** What a mail program would show of a message. */
export interface ShownMail {
  readonly subject: string
  readonly text: string
}

/** Reads subject and plain text of a message as mail libraries write them. */
export const readMail = (raw: string): ShownMail => {
  const { headers, body } = split(raw)
  return { subject: decodeWords(headers.get('subject') ?? ''), text: textIn(raw) ?? body }
}

const split = (raw: string) => {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
    }),
  )
  return { headers, body: rest.join('\r\n\r\n') }
}

/** The first part that is plain text. */
const textIn = (raw: string): string | undefined => {
  const { headers, body } = split(raw)
  const type = headers.get('content-type') ?? 'text/plain'
  const [, boundary] = /boundary="?([^";]+)"?/.exec(type) ?? []
  if (boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1, -1)
    return parts.map((part) => textIn(part.replace(/^\r\n/, ''))).find((text) => text !== undefined)
  }
  if (!type.startsWith('text/plain')) return undefined
  return decode(body, headers.get('content-transfer-encoding') ?? '7bit').replaceAll('\r\n', '\n')
}

const decode = (body: string, encoding: string): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body.replace(/\r\n$/, '')
  return fromQuotedPrintable(body.replace(/=\r\n/g, '').replace(/\r\n$/, ''))
}

const fromQuotedPrintable = (text: string): string => {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}

/** Words encoded after RFC 2047. */
const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString()
        : fromQuotedPrintable(word.replaceAll('_', ' ')),
    )
