import { tables } from './0001-tables.ts'
import { functions } from './0002-functions.ts'
import { deliveries } from './0003-deliveries.ts'
import { auditAndOperators } from './0004-audit-and-operators.ts'
import { decisionsOnRecord } from './0005-decisions-on-record.ts'
import { rekeying } from './0006-rekey.ts'
import { grants } from './0007-grants.ts'
import { saysBeside } from './0008-says-beside.ts'
import { groups } from './0009-groups.ts'
import { alone } from './0010-alone.ts'
import { replacedTokens } from './0011-replaced-tokens.ts'
import { settledOnce } from './0012-settled-once.ts'
import { linksWithinTokens } from './0013-links-within-tokens.ts'
import { eraseInTwoLooks } from './0014-erase-in-two-looks.ts'

/** Every migration in order; the position is the version. Add at the end, never change one. */
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '0001-tables', sql: tables },
  { name: '0002-functions', sql: functions },
  { name: '0003-deliveries', sql: deliveries },
  { name: '0004-audit-and-operators', sql: auditAndOperators },
  { name: '0005-decisions-on-record', sql: decisionsOnRecord },
  { name: '0006-rekey', sql: rekeying },
  { name: '0007-grants', sql: grants },
  { name: '0008-says-beside', sql: saysBeside },
  { name: '0009-groups', sql: groups },
  { name: '0010-alone', sql: alone },
  { name: '0011-replaced-tokens', sql: replacedTokens },
  { name: '0012-settled-once', sql: settledOnce },
  { name: '0013-links-within-tokens', sql: linksWithinTokens },
  { name: '0014-erase-in-two-looks', sql: eraseInTwoLooks },
]
