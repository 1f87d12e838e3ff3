import type { Answer } from './answer.ts'

/** A request as routes see it, whatever server it came through. */
export interface ApiRequest {
  readonly method: string
  /** Path of the target, as it was written, without the query. */
  readonly path: string
  /** Whole address, query included. */
  readonly url: string
  /** Name and port that the client believes to talk to. */
  readonly host: string
  readonly headers: {
    /** Value of a field, repeated ones joined as HTTP joins them. Names are given in lower case. */
    get(name: string): string | null
  }
  /**
   * The body, unless it is larger than that: counted as it arrives, nothing of more is kept. Rejects if
   * it does not come to its end.
   */
  readBody(bytesAtMost: number): Promise<Uint8Array | undefined>
  /** What to answer instead of asking a route, if the server that took the request refuses it. */
  readonly refusal?: Answer | undefined
}

/** A `Request` of the Fetch standard as routes see it. */
export const fromFetch = (request: Request): ApiRequest => {
  const { method, url, headers } = request
  const { pathname: path, host } = new URL(url)
  return {
    ...{ method, path, url, host, headers },
    readBody: (bytesAtMost) => readCounted(request, bytesAtMost),
  }
}

const readCounted = async (request: Request, bytesAtMost: number) => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > bytesAtMost) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
