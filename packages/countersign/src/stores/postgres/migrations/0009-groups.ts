import { attemptGroup, countWrong } from '../sql/attempt-group.sql.ts'
import { groupTypes } from '../sql/group-types.sql.ts'
import { openGroup } from '../sql/open-group.sql.ts'
import { runBatchInGroups } from '../sql/run-batch.sql.ts'
import { runGroup, runVerb } from '../sql/run-group.sql.ts'
import { settleGroup } from '../sql/settle-group.sql.ts'

/** Verbs of a batch that are not in each other's way run together. */
export const groups = [
  groupTypes,
  openGroup,
  settleGroup,
  countWrong,
  attemptGroup,
  runVerb,
  runGroup,
  runBatchInGroups,
].join('\n')
