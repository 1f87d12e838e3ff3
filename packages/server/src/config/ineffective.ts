/**
 * Keys of the configuration format that this version has no use for. They are accepted, so that one
 * file serves several versions, and reported, so that nobody relies on them. Nothing that defends is
 * in this list: such a key is refused where it cannot be honoured.
 */
const atTop = ['redirects'] as const

/** Takes the keys without effect out, and says so. */
export const dropIneffective = (
  file: unknown,
): { readonly kept: unknown; readonly warnings: readonly string[] } => {
  if (!isObject(file)) return { kept: file, warnings: [] }
  const kept = Object.entries(file).filter(([key]) => !isIneffective(key))
  const warnings = Object.keys(file)
    .filter(isIneffective)
    .map((key) => `${key}: has no effect in this version`)
  return { kept: Object.fromEntries(kept), warnings }
}

const isIneffective = (key: string) => atTop.some((name) => name === key)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
