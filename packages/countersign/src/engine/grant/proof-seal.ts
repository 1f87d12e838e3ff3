import type { Secret } from '../../ports/secret.ts'
import { mac } from '../digest.ts'
import type { KeyRing, RingKey } from '../key-ring.ts'
import type { Seal } from '../seal-text.ts'

/**
 * Whom a proof is about can be read only with its token and the key ring together: neither a copy of the
 * database nor one of the keys shows it.
 */
export const proofSealUnder = (key: RingKey, purpose: string, secret: Secret): Seal => ({
  key: mac(key, `proof-seal\0${secret.reveal()}`),
  context: purpose,
})

/** The seal of a proof that was written down under that key. */
export const proofSealOf = (
  keyRing: KeyRing,
  keyId: string,
  { purpose, secret }: { readonly purpose: string; readonly secret: Secret },
): Seal | undefined => {
  const key = keyRing.all('token').find(({ id }) => id === keyId)
  return key && proofSealUnder(key, purpose, secret)
}
