/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is an object with keys, and not a list. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that a text holds, or `undefined` if it holds anything else. */
export const parseJsonObject = (text: string | undefined): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A member that is a text, or nothing. */
export const textIn = (object: JsonObject | undefined, key: string): string =>
  typeof object?.[key] === 'string' ? object[key] : ''

/** A message id as providers write them, or `undefined`: an odd one is no proof of acceptance. */
export const messageIdIn = (object: JsonObject, key: string): string | undefined =>
  /^[\x21-\x7e]{1,200}$/.test(textIn(object, key)) ? textIn(object, key) : undefined

/** A code that is a whole number, written as a number or as a text. */
export const numberIn = (object: JsonObject | undefined, key: string): number | undefined => {
  const value = object?.[key]
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))
  return isNumber && Number.isSafeInteger(Number(value)) ? Number(value) : undefined
}
