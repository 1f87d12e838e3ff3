import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../ports/clock.ts'
import type { Store } from '../../../ports/store.ts'
import { createSqliteAudit } from '../audit/index.ts'
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
  { commit, clock }: { readonly commit: GroupCommit; readonly clock: Clock },
): Pick<Store, 'audit' | 'switches' | 'integrations' | 'admins' | 'recipients' | 'apiKeys'> => {
  const parts: OperatorParts = {
    write: (verb) =>
      commit.write((batch) => {
        const result = verb(batch)
        batch.ways.forget()
        return result
      }),
    read: (verb) => commit.read(() => verb(clock.now())),
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
