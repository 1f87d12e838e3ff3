import type { Admin, AdminRole } from '../../../ports/admin.ts'
import { type Row, rowId } from '../statement.ts'

/** A hash as the statements on administrators take it. */
export const keyOf = (hash: Uint8Array) => ({ id: rowId(hash), hash })

/** Who stands in a row. */
export const adminOf = (row: Row): Admin => ({
  name: String(row['name']),
  role: String(row['role']) as AdminRole,
})

/** What the first of these hashes that is good for something gives. */
export const firstOf = <Result>(
  hashes: readonly Uint8Array[],
  ask: (key: { readonly id: bigint; readonly hash: Uint8Array }) => Result | undefined,
): Result | undefined => {
  for (const hash of hashes) {
    const found = ask(keyOf(hash))
    if (found !== undefined) return found
  }
  return undefined
}
