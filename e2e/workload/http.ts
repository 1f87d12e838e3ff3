/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** `lost`: it may have been taken, and nothing came back. `unreached`: nobody took it. */
export type Exchange = Answer | 'lost' | 'unreached'

/** Posts JSON and reads the answer to its end, or gives up. */
export const postJson = async (
  url: string,
  body: unknown,
  {
    headers = {},
    timeoutMs,
  }: { readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs: number },
): Promise<Exchange> => {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: answer.status, headers: answer.headers, body: await answer.text() }
  } catch (error) {
    return codeOf(error) === 'ECONNREFUSED' ? 'unreached' : 'lost'
  }
}

const codeOf = (error: unknown): unknown => {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? cause.code : undefined
}
