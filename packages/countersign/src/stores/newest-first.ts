import { setImmediate as letOthersRun } from 'node:timers/promises'

/** A stretch of ids to look through. */
export interface Stretch {
  readonly fromId: number
  readonly beforeId: number
  readonly rowsAtMost: number
}

/** What is searched and how much of it is wanted. */
export interface NewestFirst<Row> {
  readonly rowsAtMost: number
  /** Only rows with a smaller id. */
  readonly beforeId: number | undefined
  /** The smallest and the largest id there is. */
  readonly ends: { readonly firstId: number; readonly lastId: number }
  look(stretch: Stretch): Promise<readonly Row[]>
}

const idsAtOnce = 20_000

/**
 * Looks through rows with sequential ids from the newest on, a stretch at a time: what is rarely asked
 * for needs no index that every write would pay for, and must not hold up everybody else either.
 */
export const findNewestFirst = async <Row>({
  rowsAtMost,
  beforeId = Number.POSITIVE_INFINITY,
  ends: { firstId, lastId },
  look,
}: NewestFirst<Row>): Promise<readonly Row[]> => {
  const found: Row[] = []
  let end = Math.min(beforeId, lastId + 1)
  while (end > firstId && found.length < rowsAtMost) {
    const fromId = Math.max(firstId, end - idsAtOnce)
    const wanted = rowsAtMost - found.length
    found.push(...(await look({ fromId, beforeId: end, rowsAtMost: wanted })))
    end = fromId
    await letOthersRun()
  }
  return found
}
