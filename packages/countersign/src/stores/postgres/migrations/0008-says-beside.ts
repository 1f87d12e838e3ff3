import { openChallengeSayingBeside } from '../sql/open-challenge.sql.ts'

/** What a send need not wait for: only where an earlier code is still good does its settling change anything. */
export const saysBeside = openChallengeSayingBeside
