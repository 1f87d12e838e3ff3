import type { AuditStore, StoredCheckpoint } from '../../ports/audit.ts'
import type { RingKey } from '../key-ring.ts'
import type { Checkpoint } from './checkpoint.ts'
import { createEventChecker, type EventChecker, eventName } from './event-checker.ts'
import type { Finding } from './finding.ts'
import {
  createRangeFolds,
  misplacedRanges,
  rangesOf,
  rootOf,
  type SealedRange,
} from './sealed-ranges.ts'
import { verifyCheckpoints } from './verify-checkpoints.ts'

/** What there is to check. */
export interface LogToVerify {
  readonly audit: Pick<AuditStore, 'streams' | 'read' | 'checkpoints'>
  /** Every audit key that may have been used. */
  readonly keys: readonly RingKey[]
  /** Checkpoints that were exported and kept elsewhere. They show a cut end and an old copy put back. */
  readonly anchors?: readonly StoredCheckpoint[]
}

/** What came of it. */
export interface LogVerdict {
  readonly events: number
  readonly checkpoints: number
  /** How many events no checkpoint covers yet: of these, a cut end would not be seen. */
  readonly unsealed: number
  /** In the order of streams and positions; none if the log is as it was written. */
  readonly findings: readonly Finding[]
}

/** How many findings are named; the log is worthless long before. */
const findingsAtMost = 1000

/** Reads a whole log and says whether anything in it was changed, removed, added or moved. */
export const verifyLog = async ({
  audit,
  keys,
  anchors = [],
}: LogToVerify): Promise<LogVerdict> => {
  const { checkpoints, findings } = await verifyCheckpoints(audit, keys, anchors)
  const ranges = Map.groupBy(checkpoints.flatMap(rangesOf), ({ stream }) => stream)
  const checker = createEventChecker(keys)
  const found: Finding[] = []
  const roots = new Map<string, string>()
  const names = [...new Set([...(await audit.streams()), ...ranges.keys()])].sort()
  let events = 0
  for (const stream of names) {
    const checked = await checkStream(audit, { stream, checker, ranges: ranges.get(stream) ?? [] })
    events += checked.events
    found.push(...checked.findings)
    for (const [name, root] of checked.roots) roots.set(name, root)
  }
  found.push(...checker.unaccounted(), ...findings, ...differingRoots(checkpoints, roots))
  const sealed = checkpoints.at(-1)?.total ?? 0
  return {
    events,
    checkpoints: checkpoints.length,
    unsealed: Math.max(0, events - sealed),
    findings: found.slice(0, findingsAtMost),
  }
}

const pageRows = 5000

/** Positions begin with 1, but what somebody put before that must be found. */
const beforeEverything = Number.MIN_SAFE_INTEGER

const checkStream = async (
  audit: Pick<AuditStore, 'read'>,
  {
    stream,
    checker,
    ranges,
  }: {
    readonly stream: string
    readonly checker: EventChecker
    readonly ranges: readonly SealedRange[]
  },
) => {
  const folds = createRangeFolds(ranges)
  const findings: Finding[] = [...misplacedRanges(ranges)]
  let events = 0
  let last = 0
  let after = beforeEverything
  for (;;) {
    const page = await audit.read({ stream, after, rowsAtMost: pageRows })
    for (const event of page) {
      const { n } = event
      if (n > last + 1)
        findings.push({ at: eventName({ stream, n: last + 1 }), problem: 'missing' })
      if (n > 0 && n === last) findings.push({ at: eventName(event), problem: 'duplicated' })
      const problem = checker.check(event)
      if (problem !== undefined) findings.push({ at: eventName(event), problem })
      folds.add(n, event.mac)
      last = Math.max(last, n)
      after = n
      events += 1
    }
    if (page.length < pageRows) break
  }
  const sealedTo = ranges.at(-1)?.to ?? 0
  if (sealedTo > last) findings.push({ at: eventName({ stream, n: last + 1 }), problem: 'cut' })
  const roots = folds.end().map((root, n) => [rangeName(ranges[n]), root] as const)
  return { events, findings, roots }
}

const rangeName = (range: Pick<SealedRange, 'checkpoint' | 'stream'> | undefined): string =>
  `${range?.checkpoint} ${range?.stream}`

const differingRoots = (
  checkpoints: readonly Checkpoint[],
  roots: ReadonlyMap<string, string>,
): readonly Finding[] =>
  checkpoints
    .filter((checkpoint) => {
      const own = rangesOf(checkpoint).map((range) => roots.get(rangeName(range)) ?? '')
      return rootOf(own) !== checkpoint.root
    })
    .map(({ number }) => ({ at: `checkpoint ${number}`, problem: 'root_differs' as const }))
