import { settleChallengeByItself } from '../sql/settle-challenge.sql.ts'
import { settleGroupOfAlone } from '../sql/settle-group.sql.ts'

/** What becomes of a message changes nothing that it has nothing to do with. */
export const settling = [settleGroupOfAlone, settleChallengeByItself].join('\n')
