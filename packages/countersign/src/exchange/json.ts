/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is an object with keys, and not a list. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value that a text holds, or `undefined` if it is not JSON. */
export const parseJson = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/** The object that a text holds, or `undefined` if it holds anything else. */
export const parseJsonObject = (text: string | undefined): JsonObject | undefined => {
  const value = parseJson(text)
  return isJsonObject(value) ? value : undefined
}

/** A member that is an object, or nothing. */
export const objectIn = (object: JsonObject | undefined, key: string): JsonObject | undefined => {
  const value = object?.[key]
  return isJsonObject(value) ? value : undefined
}

/** A member that is a text, or nothing. */
export const textIn = (object: JsonObject | undefined, key: string): string =>
  typeof object?.[key] === 'string' ? object[key] : ''

/** A message id as providers write them, or `undefined`: an odd one is no proof of acceptance. */
export const messageIdIn = (object: JsonObject, key: string): string | undefined =>
  messageIdOf(textIn(object, key))

/** A text that can be a message id, or `undefined`. */
export const messageIdOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\x21-\x7e]{1,200}$/.test(text) ? text : undefined

/** A code that is a whole number, written as a number or as a text. */
export const numberIn = (object: JsonObject | undefined, key: string): number | undefined => {
  const value = object?.[key]
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
  return isNumber && Number.isSafeInteger(Number(value)) ? Number(value) : undefined
}
