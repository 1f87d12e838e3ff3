import type { Verb } from './verbs/verb.ts'

const kinds = ['opens', 'settles', 'attempts'] as const

/** The kinds of verbs that a group can have, in the order in which it runs them. */
export type GroupKind = (typeof kinds)[number]

/** A part of a batch: a verb by itself, or several that the database runs as a group. */
export type Stretch<Each> = readonly Each[]

interface Queued {
  readonly verb: Verb<unknown>
}

/**
 * Cuts verbs in lock order into stretches. Those of a group are next to each other in that order; several
 * of one recipient are of different kinds, and came in the order of these. In a group verbs stand in the
 * order of their kinds, in which they are run and answered.
 */
export const inStretches = <Each extends Queued>(
  ordered: readonly Each[],
): readonly Stretch<Each>[] => {
  const stretches: Each[][] = []
  for (const [n, piece] of ordered.entries()) {
    const before = ordered[n - 1]
    if (before !== undefined && canFollow(before.verb, piece.verb)) stretches.at(-1)?.push(piece)
    else stretches.push([piece])
  }
  return stretches.map((stretch) =>
    stretch.toSorted(({ verb: one }, { verb: other }) => rankOf(one) - rankOf(other)),
  )
}

const canFollow = (before: Verb<unknown>, verb: Verb<unknown>): boolean =>
  before.groupKind !== undefined &&
  verb.groupKind !== undefined &&
  (before.recipient !== verb.recipient || rankOf(before) < rankOf(verb))

const rankOf = ({ groupKind }: Verb<unknown>): number =>
  groupKind === undefined ? -1 : kinds.indexOf(groupKind)
