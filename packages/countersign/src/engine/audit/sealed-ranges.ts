import type { StreamRange } from '../../ports/audit.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Finding } from './finding.ts'
import { createMerkleFold } from './merkle.ts'

/** A part of a stream that one checkpoint covers. */
export interface SealedRange extends StreamRange {
  readonly checkpoint: number
}

/** The ranges that checkpoints say they cover. */
export const rangesOf = ({ number, covers }: Checkpoint): readonly SealedRange[] =>
  covers.map(([stream, from, to]) => ({ checkpoint: number, stream, from, to }))

/** The root of a checkpoint: over the roots of its ranges, in their order. */
export const rootOf = (rangeRoots: readonly string[]): string => {
  const fold = createMerkleFold()
  for (const root of rangeRoots) fold.add(Buffer.from(root, 'hex'))
  return fold.root()
}

/** Folds the events of one stream into the roots of its ranges, while they pass. */
export interface RangeFolds {
  add(n: number, mac: Uint8Array): void
  /** The root of each range, in order. */
  end(): readonly string[]
}

/** `ranges` in the order of their positions. */
export const createRangeFolds = (ranges: readonly SealedRange[]): RangeFolds => {
  const roots: string[] = []
  let fold = createMerkleFold()
  const close = () => {
    roots.push(fold.root())
    fold = createMerkleFold()
  }
  return {
    add: (n, mac) => {
      for (let range = ranges[roots.length]; range && n > range.to; range = ranges[roots.length])
        close()
      const range = ranges[roots.length]
      if (range !== undefined && n >= range.from) fold.add(mac)
    },
    end: () => {
      while (roots.length < ranges.length) close()
      return roots
    },
  }
}

/** Ranges of one stream must lie one behind the other, without a gap. */
export const misplacedRanges = (ranges: readonly SealedRange[]): readonly Finding[] =>
  ranges.flatMap(({ checkpoint, from, to }, n) => {
    const expected = (ranges[n - 1]?.to ?? 0) + 1
    return from === expected && to >= from
      ? []
      : [{ at: `checkpoint ${checkpoint}`, problem: 'ranges_overlap' as const }]
  })
