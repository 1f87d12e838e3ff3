import {
  createAuditor,
  isGoodToken,
  type KeyRing,
  type Store,
  systemClock,
  systemRandom,
} from 'countersign'
import { createSignInLink } from 'countersign/http'

const admin = { name: 'developer', role: 'operator' } as const

/**
 * A link into the console for development, as long as nobody has a token for it. It works once, for ten
 * minutes. In production administrators come from `countersign admin create` alone. A name whose token has
 * ended has no link: the store would refuse it.
 */
export const firstSignInLink = async (
  { store, keyRing }: { readonly store: Store; readonly keyRing: KeyRing },
  publicUrl: URL,
): Promise<string | undefined> => {
  const tokens = await store.admins.list()
  const nowMs = systemClock.now()
  if (tokens.some((token) => isGoodToken(token, nowMs) || token.name === admin.name))
    return undefined
  const facts = { name: admin.name, role: admin.role }
  const draft = createAuditor(
    keyRing,
    systemRandom,
  )({ type: 'admin.link_created', actor: 'serve', facts })
  await store.audit.append({ draft, outcome: 'created' })
  const link = await createSignInLink({ store, keyRing, random: systemRandom, publicUrl, admin })
  return link.reveal()
}
