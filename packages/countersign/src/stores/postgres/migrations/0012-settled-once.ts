import { runBatchSettlingOnce } from '../sql/run-batch.sql.ts'
import { settleOnce } from '../sql/settle-once.sql.ts'

/** A refused hand-over that is told again gives nothing back again, and has one event. */
export const settledOnce = [settleOnce, runBatchSettlingOnce].join('\n')
