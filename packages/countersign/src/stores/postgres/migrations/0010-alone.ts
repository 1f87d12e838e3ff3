import { settleGroupOfAlone } from '../sql/settle-group.sql.ts'

/** What becomes of the message with a code that is alone changes nothing in its challenge. */
export const alone = settleGroupOfAlone
