/**
 * Keys of the configuration format that this version has no use for. They are accepted, so that one
 * file serves several versions, and reported, so that nobody relies on them. Nothing that defends is
 * in this list: such a key is refused where it cannot be honoured.
 */
const atTop = ['redirects', 'defaultCountry'] as const
const inPurpose = ['whenDisabled', 'grants'] as const

/** Takes the keys without effect out, and says so. */
export const dropIneffective = (
  file: unknown,
): { readonly kept: unknown; readonly warnings: readonly string[] } => {
  if (!isObject(file)) return { kept: file, warnings: [] }
  const warnings: string[] = []
  const drop = (from: Readonly<Record<string, unknown>>, keys: readonly string[], prefix: string) =>
    Object.fromEntries(
      Object.entries(from).filter(([key]) => {
        if (keys.includes(key)) warnings.push(`${prefix}${key}: has no effect in this version`)
        return !keys.includes(key)
      }),
    )
  const kept = drop(file, atTop, '')
  const purposes = kept['purposes']
  if (!isObject(purposes)) return { kept, warnings }
  const cleaned = Object.entries(purposes).map(([name, purpose]) => [
    name,
    isObject(purpose) ? drop(purpose, inPurpose, `purposes.${name}.`) : purpose,
  ])
  return { kept: { ...kept, purposes: Object.fromEntries(cleaned) }, warnings }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
