import type { Store } from '../../../ports/store.ts'
import { createPostgresAudit } from '../audit/index.ts'
import { createPostgresAdmins } from './admins.ts'
import { createPostgresApiKeys } from './api-keys.ts'
import { createPostgresIntegrations } from './integrations.ts'
import type { OperatorParts } from './parts.ts'
import { createPostgresRecipients } from './recipients.ts'
import { createPostgresSwitches } from './switches.ts'

/** What operators do: seldom, one after the other, and never without an event. */
export const createPostgresOperators = (
  parts: OperatorParts,
): Pick<Store, 'audit' | 'switches' | 'integrations' | 'admins' | 'recipients' | 'apiKeys'> => ({
  audit: createPostgresAudit(parts),
  switches: createPostgresSwitches(parts),
  integrations: createPostgresIntegrations(parts),
  admins: createPostgresAdmins(parts),
  recipients: createPostgresRecipients(parts),
  apiKeys: createPostgresApiKeys(parts),
})
