import { createHmac } from 'node:crypto'
import type { RandomSource } from '../ports/random.ts'
import { sealMac } from '../ports/seal.ts'
import type { Secret } from '../ports/secret.ts'
import type { ChallengeKey, CodeCandidate, SealedCode } from '../ports/store.ts'
import type { KeyRing, RingKey } from './key-ring.ts'
import type { Recipient } from './recipient.ts'

/**
 * HMAC-SHA-256 over a domain and parts. None of them can contain NUL (they are checked before they
 * come here), so no two lists of parts look the same.
 */
const mac = ({ key }: RingKey, domain: string, ...parts: readonly string[]): Buffer =>
  createHmac('sha256', key)
    .update([domain, ...parts].join('\0'))
    .digest()

const identityOf = (recipient: Recipient) => [recipient.kind, recipient.identity.reveal()] as const

/** The names under which a store keeps the challenge of a recipient and a purpose. */
export const challengeKey = (
  keyRing: KeyRing,
  purpose: string,
  recipient: Recipient,
): ChallengeKey => {
  const key = keyRing.current('recipient')
  return {
    purpose,
    lookup: mac(key, 'challenge', purpose, ...identityOf(recipient)),
    recipientHash: mac(key, 'recipient', ...identityOf(recipient)),
    recipientKeyId: key.id,
  }
}

/** Every hash under which a store may keep something about a recipient, whatever the purpose. */
export const recipientHashes = (keyRing: KeyRing, recipient: Recipient): readonly Uint8Array[] =>
  keyRing.all('recipient').map((key) => mac(key, 'recipient', ...identityOf(recipient)))

/** The name under which a store keeps the limits that all aliases of one mailbox share. */
export const aliasKey = (keyRing: KeyRing, purpose: string, mailbox: Secret): Uint8Array =>
  mac(keyRing.current('recipient'), 'alias', purpose, mailbox.reveal())

/** The name under which a store keeps a limit: whose it is, without saying who that is. */
export const limitKey = (keyRing: KeyRing, ...parts: readonly string[]): Uint8Array =>
  mac(keyRing.current('recipient'), 'limit', ...parts)

/** The name under which a store keeps a request: its caller and the key that the caller gave it. */
export const requestKey = (keyRing: KeyRing, scope: string, key: string): Uint8Array =>
  mac(keyRing.current('recipient'), 'request-key', scope, key)

/** What a request asked for, so that another with the same key can be told from it. */
export const requestHash = (
  keyRing: KeyRing,
  recipient: Recipient,
  parts: readonly string[],
): Uint8Array =>
  mac(keyRing.current('recipient'), 'request-body', ...identityOf(recipient), ...parts)

/** The keyed hash under which a new token of that kind is kept. */
export const currentTokenHash = (keyRing: KeyRing, kind: string, token: Secret): Uint8Array =>
  mac(keyRing.current('token'), kind, token.reveal())

/** Every hash under which a token of that kind may be kept. */
export const tokenHashes = (keyRing: KeyRing, kind: string, token: Secret): readonly Uint8Array[] =>
  keyRing.all('token').map((key) => mac(key, kind, token.reveal()))

const codeMac = (key: RingKey, challenge: ChallengeKey, code: Secret) =>
  mac(key, 'code', Buffer.from(challenge.lookup).toString('base64'), code.reveal())

/** A new code as it is written down, bound to its challenge. */
export const sealCode = (
  keyRing: KeyRing,
  challenge: ChallengeKey,
  { code, random }: { readonly code: Secret; readonly random: RandomSource },
): SealedCode => {
  const key = keyRing.current('code')
  const salt = random(16)
  return { keyId: key.id, salt, hash: sealMac(codeMac(key, challenge, code), salt) }
}

/** A submitted code under every key that the written-down one may have been made with. */
export const codeCandidates = (
  keyRing: KeyRing,
  challenge: ChallengeKey,
  code: Secret,
): readonly CodeCandidate[] =>
  keyRing.all('code').map((key) => ({ keyId: key.id, mac: codeMac(key, challenge, code) }))
