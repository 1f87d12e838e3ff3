import { currentTokenHash, tokenHashes } from '../../engine/digest.ts'
import type { KeyRing } from '../../engine/key-ring.ts'
import type { Secret } from '../../ports/secret.ts'

/** Kinds of secrets an administrator may hold: none can be used in another's place. */
const tokenKinds = { token: 'admin-token', link: 'admin-link', session: 'admin-session' } as const

/** One of the kinds of an administrator's secrets. */
export type AdminSecretKind = keyof typeof tokenKinds

/** The hash under which a new secret of that kind is kept. */
export const adminSecretHash = (
  keyRing: KeyRing,
  kind: AdminSecretKind,
  secret: Secret,
): Uint8Array => currentTokenHash(keyRing, tokenKinds[kind], secret)

/** Every hash under which it may be kept. */
export const adminSecretHashes = (
  keyRing: KeyRing,
  kind: AdminSecretKind,
  secret: Secret,
): readonly Uint8Array[] => tokenHashes(keyRing, tokenKinds[kind], secret)
