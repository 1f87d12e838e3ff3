import { attemptChallengeOnRecord, compareCodeToTheEnd } from '../sql/attempt-challenge.sql.ts'
import { beginCall, callStreams, endCall } from '../sql/audited-call.sql.ts'
import { beginBatchWithStream, laneStreams } from '../sql/batch-ledger.sql.ts'
import { decidedRoute, decideRoutes, isOff } from '../sql/decide-route.sql.ts'
import { eraseRecipientAndDeliveries } from '../sql/erase.sql.ts'
import { changeIntegrationAtOnce } from '../sql/integrations.sql.ts'
import { reportOnRecord } from '../sql/move-delivery.sql.ts'
import { openChallengeOnRecord } from '../sql/open-challenge.sql.ts'
import { callOnRecord } from '../sql/open-delivery.sql.ts'
import { runBatchOnRecord } from '../sql/run-batch.sql.ts'
import { clearSuppressionsOnRecord } from '../sql/suppressions.sql.ts'
import { changeSwitches } from '../sql/switches.sql.ts'
import { changeIntegrationsByHand, changeSwitching, holdSwitching } from '../sql/switching.sql.ts'
import { writeEvents } from '../sql/write-events.sql.ts'

/** What verbs are told and tell besides. Requests of programs from before have neither route nor event. */
const attributes = /* sql */ `
alter type open_request add attribute is_handed_over boolean;
alter type verb_answer add attribute outcome text;
`

/** The verbs of codes and deliveries mind switches, and write their events. */
export const decisionsOnRecord = [
  attributes,
  holdSwitching,
  changeSwitching,
  changeIntegrationsByHand,
  changeSwitches,
  changeIntegrationAtOnce,
  decidedRoute,
  decideRoutes,
  isOff,
  laneStreams,
  beginBatchWithStream,
  writeEvents,
  openChallengeOnRecord,
  compareCodeToTheEnd,
  attemptChallengeOnRecord,
  runBatchOnRecord,
  callStreams,
  beginCall,
  endCall,
  callOnRecord,
  reportOnRecord,
  clearSuppressionsOnRecord,
  eraseRecipientAndDeliveries,
].join('\n')
