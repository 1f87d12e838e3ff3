import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** A connection that says exactly what it is told. */
export interface RawConnection {
  write(bytes: string | Uint8Array): void
  /** Everything received so far. */
  received(): string
  /** Resolves as soon as what was received contains `text`, and rejects if the end comes first. */
  receives(text: string): Promise<void>
  /** Resolves when the other side has closed. */
  readonly closed: Promise<void>
  /** Closes without a word. */
  abandon(): void
}

const answerWithinMs = 15_000

/** Opens a connection to a port of loopback. Rejects if nobody listens there. */
export const openRaw = async (port: number): Promise<RawConnection> => {
  const socket: Socket = connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  let text = ''
  socket.on('error', () => undefined)
  socket.setEncoding('latin1').on('data', (more: string) => {
    text += more
  })
  socket.setTimeout(answerWithinMs, () => socket.destroy())
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const receives = async (wanted: string): Promise<void> => {
    while (!text.includes(wanted)) {
      if (socket.destroyed) throw new Error(`closed before "${wanted}" came, after "${text}"`)
      const more = new Promise((resolve) => socket.once('data', resolve))
      await Promise.race([more, closed])
    }
  }
  return {
    write: (bytes) => void socket.write(bytes),
    received: () => text,
    receives,
    closed,
    abandon: () => void socket.destroy(),
  }
}

/**
 * Reads an answer out of what a connection received, interim answers passed over.
 *
 * @throws Error if it is not there to its last byte
 */
export const readAnswer = (received: string, method = 'GET'): RawAnswer => {
  const text = received.replace(/^(HTTP\/1\.1 1\d\d [^\r]*\r\n\r\n)+/, '')
  const at = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, at).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1])
  if (at < 0 || Number.isNaN(status)) throw new Error(`not an answer: "${received}"`)
  const fields = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const headers = new Headers(fields)
  const rest = text.slice(at + 4)
  const body = headers.get('transfer-encoding') === 'chunked' ? joinChunks(rest) : rest
  const length = headers.get('content-length')
  if (method !== 'HEAD' && length !== null && body.length !== Number(length))
    throw new Error(`a part of an answer only: "${received}"`)
  return { status, headers, body }
}

/** Takes chunked coding off, and insists on its end. */
const joinChunks = (coded: string): string => {
  let body = ''
  for (let at = 0; ; ) {
    const lineEnd = coded.indexOf('\r\n', at)
    const size = Number.parseInt(coded.slice(at, lineEnd), 16)
    if (lineEnd < 0 || Number.isNaN(size)) throw new Error(`not all of the chunks: "${coded}"`)
    if (size === 0) return body
    body += coded.slice(lineEnd + 2, lineEnd + 2 + size)
    at = lineEnd + 2 + size + 2
  }
}

/** Sends bytes on a connection of its own and reads until the other side closes it. */
export const exchangeRaw = async (
  port: number,
  ...bytes: readonly (string | Uint8Array)[]
): Promise<RawAnswer> => {
  const connection = await openRaw(port)
  for (const part of bytes) connection.write(part)
  await connection.closed
  return readAnswer(connection.received(), String(bytes[0]).split(' ')[0])
}

/** The text of a request that asks for the connection to be closed after the answer. */
export const requestText = (
  method: string,
  target: string,
  headers: readonly string[] = ['Host: localhost'],
): string => [`${method} ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n')

/** A POST with this body, valid but for what the test changes. */
export const postBytes = (
  path: string,
  body: string | Uint8Array,
  contentType: string | undefined = 'application/json',
): Uint8Array => {
  const bytes = Buffer.from(body)
  const type = contentType === undefined ? [] : [`Content-Type: ${contentType}`]
  const headers = ['Host: localhost', ...type, `Content-Length: ${bytes.length}`]
  return Buffer.concat([Buffer.from(requestText('POST', path, headers)), bytes])
}
