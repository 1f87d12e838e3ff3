import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../ports/clock.ts'
import type { Store } from '../../../ports/store.ts'
import { createSqliteAudit } from '../audit/index.ts'
import type { WriteEvent } from '../audit/write.ts'
import type { GroupCommit } from '../group-commit.ts'
import { createSqliteAdmins } from './admins.ts'
import { createSqliteApiKeys } from './api-keys.ts'
import { createSqliteIntegrations } from './integrations.ts'
import type { OperatorParts } from './parts.ts'
import { createSqliteRecipients } from './recipients.ts'
import { createSqliteSwitches } from './switches.ts'

/** What operators do: seldom, and never without an event. */
export const createSqliteOperators = (
  database: DatabaseSync,
  options: {
    readonly commit: GroupCommit
    readonly clock: Clock
    readonly writeEvent: WriteEvent
  },
): Pick<Store, 'audit' | 'switches' | 'integrations' | 'admins' | 'recipients' | 'apiKeys'> => {
  const { commit, clock, writeEvent } = options
  const parts: OperatorParts = {
    write: (verb) => commit.write(({ nowMs }) => verb(nowMs)),
    read: (verb) => commit.read(() => verb(clock.now())),
    writeEvent,
  }
  return {
    audit: createSqliteAudit(database, parts),
    switches: createSqliteSwitches(database, parts),
    integrations: createSqliteIntegrations(database, parts),
    admins: createSqliteAdmins(database, parts),
    recipients: createSqliteRecipients(database, parts),
    apiKeys: createSqliteApiKeys(database, parts),
  }
}
