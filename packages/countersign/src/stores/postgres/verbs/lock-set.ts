import type { KeyedClaims } from '../../../ports/store.ts'
import { isSharded, limitIds } from '../claims.ts'

/** A row to be locked. */
export interface LimitRow {
  readonly id: bigint
  readonly lookup: Uint8Array
}

const rowsOf = (keyed: KeyedClaims): readonly LimitRow[] =>
  limitIds(keyed).map((id) => ({ id, lookup: keyed.lookup }))

/** The limit rows that a verb may change. */
export const lockSetOf = (limits: readonly KeyedClaims[]) => {
  const { shards = [], single = [] } = Object.groupBy(limits, (keyed) =>
    isSharded(keyed) ? 'shards' : 'single',
  )
  return { limits: single.flatMap(rowsOf), shards: shards.flatMap(rowsOf) }
}
