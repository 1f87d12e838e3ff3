import type { AuditStore } from '../../ports/audit.ts'

/**
 * The number of the newest checkpoint, 0 if there is none. Found by doubling and halving, with a look at
 * one row each, so it takes as long for millions as for hundreds.
 */
export const newestCheckpointNumber = async (
  audit: Pick<AuditStore, 'checkpoints'>,
): Promise<number> => {
  const isAnyBehind = async (number: number) =>
    (await audit.checkpoints({ after: number, rowsAtMost: 1 })).length > 0
  if (!(await isAnyBehind(0))) return 0
  let behind = 0
  let reach = 1
  while (await isAnyBehind(reach)) {
    behind = reach
    reach *= 2
  }
  while (reach - behind > 1) {
    const middle = behind + Math.floor((reach - behind) / 2)
    if (await isAnyBehind(middle)) behind = middle
    else reach = middle
  }
  return reach
}
