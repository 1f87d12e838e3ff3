import { CountersignError } from '../ports/error.ts'
import type { ApiRequest } from './request.ts'

/** Largest JSON body, in bytes, counted as it arrives. Ours are under 5 000. */
const jsonBytesAtMost = 16_384

/** Deepest nesting of a request body. Ours are flat. */
const depthAtMost = 8

/**
 * Reads a JSON body: right type, not too large, valid UTF-8, not too deep.
 *
 * @throws CountersignError `unsupported_media_type`, `payload_too_large` or `invalid_request`
 */
export const readJson = async (request: ApiRequest): Promise<unknown> => {
  if (!isJson(request.headers.get('content-type')))
    throw new CountersignError('unsupported_media_type', 'the body is not application/json')
  const value = parse(decode(await readBytes(request, jsonBytesAtMost)))
  if (isDeeperThan(value, depthAtMost)) throw invalid('the body is nested too deeply')
  return value
}

const invalid = (message: string) => new CountersignError('invalid_request', message)

const isJson = (contentType: string | null): boolean =>
  contentType !== null &&
  /^application\/json[ \t]*(;[ \t]*charset="?utf-8"?[ \t]*)?$/i.test(contentType)

/**
 * Reads a body as it is.
 *
 * @throws CountersignError `payload_too_large`, or `invalid_request` if it breaks off
 */
export const readBytes = (request: ApiRequest, bytesAtMost: number): Promise<Uint8Array> => {
  // Before any of it has come, if its length was announced.
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > bytesAtMost) return Promise.reject(tooLarge(bytesAtMost))
  return request.readBody(bytesAtMost).then((bytes) => {
    if (bytes === undefined) throw tooLarge(bytesAtMost)
    return bytes
  }, brokenOff)
}

/** The client went away in the middle: its doing, and nothing that anybody must look at. */
const brokenOff = (): never => {
  throw invalid('the body did not come to its end')
}

const tooLarge = (bytesAtMost: number) =>
  new CountersignError('payload_too_large', `the body is larger than ${bytesAtMost} bytes`)

const decoder = new TextDecoder('utf-8', { fatal: true })

const decode = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes)
  } catch {
    throw invalid('the body is not valid UTF-8')
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('the body is not valid JSON')
  }
}

const isDeeperThan = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const name in value)
    if (isDeeperThan(value[name as keyof typeof value], levels - 1)) return true
  return false
}
