/** How far a number of seconds may have counted down between the writing and the reading of it. */
const secondsOff = 5

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Whether `actual` is the text that was shown, with anything in the place of each `…`. */
export const looksLike = (shown: string, actual: string): boolean =>
  new RegExp(`^${shown.split('…').map(literally).join('[^]*')}$`).test(actual)

/** {@link looksLike} for a header line: its name in any case, its numbers a few seconds lower. */
export const looksLikeHeader = (shown: string, actual: string): boolean => {
  const pattern = shown.split(/\d+/).map(literally).join('(\\d+)')
  const found = new RegExp(`^${pattern}$`, 'i').exec(actual)
  if (found === null) return false
  const numbers = (shown.match(/\d+/g) ?? []).map(Number)
  return numbers.every((number, n) => {
    const off = number - Number(found[n + 1])
    return off >= 0 && off <= secondsOff
  })
}

/** Whether `actual` is the JSON value that was shown, key for key. */
export const looksLikeJson = (shown: unknown, actual: unknown): boolean => {
  if (typeof shown === 'string') return typeof actual === 'string' && looksLike(shown, actual)
  if (typeof shown !== 'object' || shown === null) return shown === actual
  if (typeof actual !== 'object' || actual === null) return false
  const [wanted, found] = [Object.entries(shown), new Map(Object.entries(actual))]
  return (
    Array.isArray(shown) === Array.isArray(actual) &&
    wanted.length === found.size &&
    wanted.every(([key, value]) => looksLikeJson(value, found.get(key)))
  )
}
