import { findPersonsSince } from '../sql/audit-erase.sql.ts'

/** An erasure looks through the log before it touches a row, and then only at what came since. */
export const eraseInTwoLooks = findPersonsSince
