import { callbackRefParameter } from './callback-address.ts'

/**
 * A parameter that is there once. Of one that is repeated nobody can say which is meant, so it counts
 * as missing.
 */
export const onlyOne = (parameters: URLSearchParams, name: string): string | undefined => {
  const [first, ...others] = parameters.getAll(name)
  return others.length === 0 ? first : undefined
}

/** A text that can be our name for a delivery, or `undefined`. */
export const callbackRefOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\w-]{1,100}$/.test(text) ? text : undefined

/** Our name for the delivery, from the address that the service was given. */
export const callbackRefIn = (query: URLSearchParams): string | undefined =>
  callbackRefOf(onlyOne(query, callbackRefParameter))

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A body as text, or `undefined` if it is not UTF-8. */
export const textOf = (body: Uint8Array): string | undefined => {
  try {
    return decoder.decode(body)
  } catch {
    return undefined
  }
}
