import { runBatchSettlingOnce } from '../sql/run-batch.sql.ts'
import { settleChallengeByItself } from '../sql/settle-challenge.sql.ts'
import { settleOnce } from '../sql/settle-once.sql.ts'

/**
 * A refused hand-over leaves the cool-down of a later code alone. One that is told again gives nothing back again,
 * and has one event.
 */
export const settledOnce = [settleChallengeByItself, settleOnce, runBatchSettlingOnce].join('\n')
