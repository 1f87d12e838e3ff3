import { refusal } from '../../config/refusal.ts'
import { type ConfigOption, cliActor, withExistingStore } from '../with-store.ts'

/** Action of `countersign admin revoke`. */
export const revokeAdmin = (name: string, options: ConfigOption): Promise<void> =>
  withExistingStore(options, async ({ store, auditor }) => {
    const audit = auditor({ type: 'admin.revoked', actor: cliActor, facts: { name } })
    if (!(await store.admins.revoke({ name, audit })))
      throw refusal([`admin: there is no administrator called "${name}" to revoke`])
    return `revoked ${name}`
  })
