import { createAuditor, type KeyRing, type Store, systemClock, systemRandom } from 'countersign'
import { createSignInLink } from 'countersign/http'
import { isGoodToken } from '../good-token.ts'

const admin = { name: 'developer', role: 'operator' } as const

/**
 * A link into the console for development, as long as nobody has a token for it. It works once, for ten
 * minutes. In production administrators come from `countersign admin create` alone.
 */
export const firstSignInLink = async (
  { store, keyRing }: { readonly store: Store; readonly keyRing: KeyRing },
  publicUrl: URL,
): Promise<string | undefined> => {
  const nowMs = systemClock.now()
  if ((await store.admins.list()).some((token) => isGoodToken(token, nowMs))) return undefined
  const facts = { name: admin.name, role: admin.role }
  const draft = createAuditor(
    keyRing,
    systemRandom,
  )({ type: 'admin.link_created', actor: 'serve', facts })
  await store.audit.append({ draft, outcome: 'created' })
  const link = await createSignInLink({ store, keyRing, random: systemRandom, publicUrl, admin })
  return link.reveal()
}
