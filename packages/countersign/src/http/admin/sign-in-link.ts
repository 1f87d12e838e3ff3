import type { KeyRing } from '../../engine/key-ring.ts'
import type { Admin } from '../../ports/admin.ts'
import type { RandomSource } from '../../ports/random.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { Store } from '../../ports/store.ts'
import { adminSecretHash } from './read-admin.ts'

/** How long a sign-in link can be used. */
export const signInLinkSeconds = 600

/**
 * Makes an address that signs an administrator in to the console, once. Only the hash of its token is
 * kept. Whoever opens it has the role of `admin`, so show it to nobody else.
 */
export const createSignInLink = async ({
  store,
  keyRing,
  random,
  publicUrl,
  admin,
}: {
  readonly store: Pick<Store, 'admins'>
  readonly keyRing: KeyRing
  readonly random: RandomSource
  readonly publicUrl: URL
  readonly admin: Admin
}): Promise<Secret> => {
  const token = createSecret(`cl_${Buffer.from(random(32)).toString('base64url')}`)
  const hash = adminSecretHash(keyRing, 'link', token)
  await store.admins.createLink({ hash, admin, forMs: signInLinkSeconds * 1000 })
  const url = new URL('/admin/sign-in', publicUrl)
  url.searchParams.set('token', token.reveal())
  return createSecret(url.href)
}
