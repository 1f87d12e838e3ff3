import type { SessionRow } from '../../../ports/session.ts'
import type { Row } from '../statement.ts'

/** A session as its row has it. */
export const toSession = (row: Row): SessionRow => ({
  ref: String(row['session_id']),
  label: String(row['label']),
  createdAtMs: Number(row['began_at_ms']),
  seenAtMs: Number(row['seen_at_ms']),
  expiresAtMs: Number(row['expires_at_ms']),
})
