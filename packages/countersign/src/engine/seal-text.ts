import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import type { RandomSource } from '../ports/random.ts'

/** AES-256-GCM (NIST SP 800-38D): 96-bit random nonce in front, 128-bit tag behind. */
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** What a text is sealed with. `context` is bound to it but not in it: the text opens nowhere else. */
export interface Seal {
  readonly key: KeyObject | Uint8Array
  readonly context: string
}

/** Makes bytes of a text that only the key opens. */
export const sealText = (
  { key, context }: Seal,
  text: string,
  random: RandomSource,
): Uint8Array => {
  const nonce = random(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** The text again; nothing if it was not sealed like this, or was altered. */
export const openSealed = ({ key, context }: Seal, sealed: Uint8Array): string | undefined => {
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const nonce = sealed.subarray(0, nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-tagBytes))
  try {
    const text = decipher.update(sealed.subarray(nonceBytes, -tagBytes))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
