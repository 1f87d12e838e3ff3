import type { AuditStore, StoredCheckpoint } from '../../ports/audit.ts'
import type { RingKey } from '../key-ring.ts'
import { type Checkpoint, checkpointHash, readCheckpoint } from './checkpoint.ts'
import type { Finding } from './finding.ts'

/** What the checkpoints of a log say, and what is wrong with them as such. */
export interface CheckedCheckpoints {
  readonly checkpoints: readonly Checkpoint[]
  readonly findings: readonly Finding[]
}

const pageRows = 1000

/** Reads every checkpoint: signature, number, and that it names the one before. */
export const verifyCheckpoints = async (
  audit: Pick<AuditStore, 'checkpoints'>,
  keys: readonly RingKey[],
  anchors: readonly StoredCheckpoint[],
): Promise<CheckedCheckpoints> => {
  const checkpoints: Checkpoint[] = []
  const findings: Finding[] = []
  const texts = new Map<number, string>()
  let previous: StoredCheckpoint | undefined
  for (;;) {
    const page = await audit.checkpoints({ after: previous?.number ?? 0, rowsAtMost: pageRows })
    for (const stored of page) {
      const checkpoint = readCheckpoint(keys, stored)
      findings.push(...findingsOn(stored, checkpoint, previous))
      if (checkpoint !== undefined) checkpoints.push(checkpoint)
      texts.set(stored.number, stored.text)
      previous = stored
    }
    if (page.length < pageRows) break
  }
  for (const anchor of anchors) findings.push(...findingsOnAnchor(anchor, keys, texts))
  return { checkpoints, findings }
}

const findingsOn = (
  stored: StoredCheckpoint,
  checkpoint: Checkpoint | undefined,
  previous: StoredCheckpoint | undefined,
): readonly Finding[] => {
  const at = `checkpoint ${stored.number}`
  const expected = (previous?.number ?? 0) + 1
  if (stored.number > expected)
    return [{ at: `checkpoint ${expected}`, problem: 'checkpoint_missing' }]
  if (checkpoint === undefined) return [{ at, problem: 'checkpoint_altered' }]
  const isNext = checkpoint.previous === (previous === undefined ? null : checkpointHash(previous))
  return isNext ? [] : [{ at, problem: 'checkpoint_out_of_order' }]
}

/** A checkpoint that was kept elsewhere: the log must still hold it. */
const findingsOnAnchor = (
  anchor: StoredCheckpoint,
  keys: readonly RingKey[],
  texts: ReadonlyMap<number, string>,
): readonly Finding[] => {
  const at = `checkpoint ${anchor.number}`
  if (readCheckpoint(keys, anchor) === undefined) return [{ at, problem: 'checkpoint_altered' }]
  const text = texts.get(anchor.number)
  if (text === undefined) return [{ at, problem: 'anchor_missing' }]
  return text === anchor.text ? [] : [{ at, problem: 'anchor_differs' }]
}
