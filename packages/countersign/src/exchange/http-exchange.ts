import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { networkFailure } from './network-failure.ts'

/** How long a connection, with its TLS handshake, may take to come up. */
const connectTimeoutMs = 3_000

/** No answer of a service is longer; what is longer is cut off, so that no answer can fill memory. */
const bodyBytesAtMost = 64 * 1024

/** A call of a service. */
export interface HttpCall {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Posted. Without one the call is a GET. */
  readonly body?: string
  /** Ends the exchange at once, with its connection. */
  readonly signal: AbortSignal
}

/** What came of a call, before anybody has looked at what the answer says. */
export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      /** `undefined` if it was cut off or too long. */
      readonly body: string | undefined
    }
  | { readonly kind: 'transient' | 'unknown' | 'config'; readonly reason: string }

/**
 * Calls once: no redirect is followed, nothing is tried again.
 *
 * Not `fetch`, because a failure means something else before the request left (`transient`: another
 * provider may do) than after (`unknown`: the message may arrive), and only the socket knows. `fetch`
 * also waits ten seconds for a connection, as long as a whole hand-over may take.
 *
 * Each exchange has a connection of its own. One that had been kept open may be closed by the other
 * side just as it is used, and then a request that never arrived looks like one that did.
 */
export const exchange = (call: HttpCall): Promise<Exchange> =>
  new Promise((resolve) => {
    if (call.signal.aborted) return resolve({ kind: 'transient', reason: 'aborted' })
    let mayHaveLeft = false
    const fail = (error: unknown) => settle(networkFailure(error, mayHaveLeft))
    const request = open(call)
    if (request === undefined) return resolve({ kind: 'config', reason: 'bad header' })
    const onAbort = () => fail('aborted')
    const connecting = setTimeout(() => fail('connect timeout'), connectTimeoutMs)

    const settle = (result: Exchange) => {
      clearTimeout(connecting)
      call.signal.removeEventListener('abort', onAbort)
      if (result.kind !== 'answered' || result.body === undefined) request.destroy()
      resolve(result)
    }
    const onConnected = () => {
      clearTimeout(connecting)
      mayHaveLeft = true
    }
    call.signal.addEventListener('abort', onAbort)
    request.on('error', fail)
    request.on('socket', (socket) => {
      if (!socket.connecting) onConnected()
      else socket.once(call.url.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected)
    })
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response
      readBody(response, (body) => settle({ kind: 'answered', status, headers, body }))
    })
    request.end(call.body)
  })

/** Opens the request, unless a header cannot be sent: a secret file with a line break inside. */
const open = ({ url, headers, body }: HttpCall) => {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest
  try {
    return request(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'user-agent': 'countersign',
        ...headers,
        connection: 'close',
        ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
      },
    })
  } catch {
    return undefined
  }
}

const readBody = (
  response: NodeJS.ReadableStream & { readonly complete: boolean },
  done: (body: string | undefined) => void,
): void => {
  const chunks: Buffer[] = []
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > bodyBytesAtMost) done(undefined)
    else chunks.push(chunk)
  })
  response.on('error', () => done(undefined))
  response.on('end', () => done(response.complete ? Buffer.concat(chunks).toString() : undefined))
}
