import { AsyncLocalStorage } from 'node:async_hooks'
import { systemRandom } from '../ports/random.ts'

const running = new AsyncLocalStorage<string>()

/**
 * Id of the request that is being answered, for every log line about it. Nothing outside a request.
 *
 * @example
 * const log = pino({ mixin: () => ({ requestId: currentRequestId() }) })
 */
export const currentRequestId = (): string | undefined => running.getStore()

/** Does something as part of a request. */
export const asRequest = <Result>(id: string, work: () => Result): Result => running.run(id, work)

/** Nothing that could break out of a log line or a header. */
const plainToken = /^[A-Za-z0-9._-]{1,64}$/

/** The id that the client, or a proxy on the way, gave a request, if it is a plain token; else a new one. */
export const requestIdOf = (headers: { get(name: string): string | null }): string => {
  const given = headers.get('x-request-id')
  return given !== null && plainToken.test(given) ? given : newRequestId()
}

const firstLetter = 0x61

/** Filled anew for each id. A text that is put together from many has to be copied before it is sent. */
const idLetters = Buffer.alloc(24)

/** 96 random bits. In letters, so that no search of logs for a code can take a part of it for one. */
const newRequestId = (): string => {
  let at = 0
  for (const byte of systemRandom(12)) {
    idLetters[at++] = firstLetter + (byte >> 4)
    idLetters[at++] = firstLetter + (byte & 15)
  }
  return idLetters.toString('latin1')
}
