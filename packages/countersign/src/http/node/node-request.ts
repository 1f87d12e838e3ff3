import type { IncomingMessage } from 'node:http'
import type { ApiRequest } from '../request.ts'
import { refusalOf } from './request-guard.ts'

/** A request of `node:http` as routes see it, if it is not refused. */
export const fromNode = (incoming: IncomingMessage): ApiRequest => {
  const { method = '', url: target = '', rawHeaders } = incoming
  const query = target.indexOf('?')
  const host = fieldOf(rawHeaders, 'host') ?? ''
  return {
    method,
    path: query < 0 ? target : target.slice(0, query),
    url: `${'encrypted' in incoming.socket ? 'https' : 'http'}://${host}${target}`,
    host,
    headers: { get: (name) => fieldOf(rawHeaders, name) },
    readBody: (bytesAtMost) => readBody(incoming, bytesAtMost),
    refusal: refusalOf(incoming),
  }
}

/**
 * A field as `Headers` would give it. Node's own `headers` takes the first of some repeated fields and
 * forgets the others, which another reader of the same request may not.
 */
const fieldOf = (rawHeaders: readonly string[], wanted: string): string | null => {
  let value: string | null = null
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const name = rawHeaders[n]
    // Most names differ in length, which costs nothing to see.
    if (name?.length !== wanted.length || name.toLowerCase() !== wanted) continue
    const more = rawHeaders[n + 1] ?? ''
    value = value === null ? more : `${value}${wanted === 'cookie' ? '; ' : ', '}${more}`
  }
  return value
}

const readBody = (
  incoming: IncomingMessage,
  bytesAtMost: number,
): Promise<Uint8Array | undefined> => {
  // What was cut off before anybody listened does not say so again.
  if (incoming.destroyed) return Promise.reject(new Error('the request was cut off'))
  if (!incoming.complete) return listenForBody(incoming, bytesAtMost)
  // Most bodies have come with their head: all of it is there, and there is nothing to listen for.
  const chunks: Buffer[] = []
  for (let chunk = incoming.read(); chunk !== null; chunk = incoming.read()) chunks.push(chunk)
  const body = joined(chunks)
  return Promise.resolve(body.length > bytesAtMost ? undefined : body)
}

const joined = (chunks: readonly Buffer[]): Buffer => {
  const [only] = chunks
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks)
}

/** Of a body that is too large the rest is read and dropped, so that the answer can be received. */
const listenForBody = (incoming: IncomingMessage, bytesAtMost: number) =>
  new Promise<Uint8Array | undefined>((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= bytesAtMost) chunks.push(chunk)
      else resolve(undefined)
    })
    incoming.on('end', () => resolve(joined(chunks)))
    incoming.on('error', reject)
  })
