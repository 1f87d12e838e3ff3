import { isGoodToken, systemRandom } from 'countersign'
import { createSignInLink } from 'countersign/http'
import { refusal } from '../../config/refusal.ts'
import { type ConfigOption, cliActor, withExistingStore } from '../with-store.ts'

/** Action of `countersign admin link`. */
export const linkAdmin = (name: string, options: ConfigOption): Promise<void> =>
  withExistingStore(options, async ({ store, keyRing, auditor, config: { publicUrl } }) => {
    const admin = (await store.admins.list()).find(
      (token) => token.name === name && isGoodToken(token, Date.now()),
    )
    if (admin === undefined) throw refusal([`admin: there is no administrator called "${name}"`])
    const draft = auditor({ type: 'admin.link_created', actor: cliActor, facts: { name } })
    await store.audit.append({ draft, outcome: 'created' })
    const link = await createSignInLink({
      ...{ store, keyRing, publicUrl, random: systemRandom },
      admin: { name, role: admin.role },
    })
    return link.reveal()
  })
