import type { KeyedClaims } from '../../ports/store.ts'
import { isSharded, packClaims } from './claims.ts'
import { rowId } from './row-id.ts'
import type { Verb } from './verbs/verb.ts'

/** What of a verb decides with whom it may share a batch. */
interface Asking {
  readonly verb: Pick<Verb<unknown>, 'recipient' | 'limits'>
}

/** Verbs that may share a batch, and those for the next one, in the order of their arrival. */
export interface Parted<Each> {
  readonly together: readonly Each[]
  readonly later: readonly Each[]
}

/**
 * Parts verbs that ask for different numbers of one key, as purposes may. A batch takes from a key at once what
 * all that ask alike could need, and gives back what none of them used: in between there would be too little
 * for the others. So these wait, and with them what came behind them of their recipients. The first verb never
 * waits.
 */
export const withoutRivals = <Each extends Asking>(queue: readonly Each[]): Parted<Each> => {
  const asked: Asked = new Map()
  const waiting = new Set<bigint>()
  const together: Each[] = []
  const later: Each[] = []
  for (const piece of queue) {
    const { recipient, limits } = piece.verb
    if (waiting.has(recipient) || limits.some((keyed) => hasRival(asked, keyed))) {
      waiting.add(recipient)
      later.push(piece)
    } else {
      for (const keyed of limits) note(asked, keyed)
      together.push(piece)
    }
  }
  return { together, later }
}

/** What is asked for, by row, once each. */
type Asked = Map<bigint, KeyedClaims[]>

const hasRival = (asked: Asked, keyed: KeyedClaims): boolean =>
  asked.get(rowId(keyed.lookup))?.some((other) => areRivals(keyed, other)) === true

const note = (asked: Asked, keyed: KeyedClaims): void => {
  const row = rowId(keyed.lookup)
  const known = asked.get(row)
  if (known === undefined) asked.set(row, [keyed])
  else if (!known.some((other) => askAlike(keyed, other))) known.push(keyed)
}

/** Whether both count in the same windows, and differ. */
const areRivals = (one: KeyedClaims, other: KeyedClaims): boolean =>
  !askAlike(one, other) &&
  one.claims.some(({ slot }) => other.claims.some((claim) => claim.slot === slot))

const askAlike = (one: KeyedClaims, other: KeyedClaims): boolean =>
  isSharded(one) === isSharded(other) &&
  (one.claims === other.claims || numbersOf(one) === numbersOf(other))

const numbersOf = ({ claims }: KeyedClaims): string => packClaims(claims).claims.join()
