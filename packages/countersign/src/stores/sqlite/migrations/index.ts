import { challenges } from './0001-challenges.ts'
import { failuresAndRequests } from './0002-failures-and-requests.ts'
import { deliveries } from './0003-deliveries.ts'
import { auditAndOperators } from './0004-audit-and-operators.ts'
import { proofsAndSessions } from './0005-proofs-and-sessions.ts'
import { challengesInOrder } from './0006-challenges-in-order.ts'
import { replacedTokens } from './0007-replaced-tokens.ts'

/** Every migration in order; the position is the version. Add at the end, never change one. */
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-challenges', sql: challenges },
  { name: '0002-failures-and-requests', sql: failuresAndRequests },
  { name: '0003-deliveries', sql: deliveries },
  { name: '0004-audit-and-operators', sql: auditAndOperators },
  { name: '0005-proofs-and-sessions', sql: proofsAndSessions },
  { name: '0006-challenges-in-order', sql: challengesInOrder },
  { name: '0007-replaced-tokens', sql: replacedTokens },
]
