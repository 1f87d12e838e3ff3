import { createHmac, hash } from 'node:crypto'
import type { RandomSource } from '../ports/random.ts'
import { sealMac } from '../ports/seal.ts'
import type { Secret } from '../ports/secret.ts'
import type { ChallengeKey, CodeCandidate, SealedCode } from '../ports/store.ts'
import type { KeyRing, RingKey } from './key-ring.ts'
import type { Recipient } from './recipient.ts'
import { remember } from './remember.ts'

/** Node makes a string of a digest in a third less time than bytes of its own for it. */
const bytesOf = (latin1: string): Uint8Array => Buffer.from(latin1, 'latin1')

/**
 * HMAC-SHA-256 over a domain and parts. None of them can contain NUL (they are checked before they
 * come here), so no two lists of parts look the same.
 */
const mac = ({ key }: RingKey, domain: string, ...parts: readonly string[]): Uint8Array =>
  bytesOf(
    createHmac('sha256', key)
      .update([domain, ...parts].join('\0'))
      .digest('latin1'),
  )

const identityOf = (recipient: Recipient) => [recipient.kind, recipient.identity.reveal()] as const

/** Finds the names under which a store keeps the challenge of a recipient and a purpose. */
export type ChallengeKeyOf = (purpose: string, recipient: Recipient) => ChallengeKey

/**
 * Between a send and its verify the names are remembered. That keeps the addresses of some people who
 * were just sent a code in memory, where every request that names them is anyway.
 */
const rememberedAtLeast = 2000

/**
 * The recipient's hash needs the key, and the look-up is a hash over that one: without the key neither
 * can be made from an address.
 */
export const createChallengeKeyOf = (keyRing: KeyRing): ChallengeKeyOf => {
  const make = remember(rememberedAtLeast, (name): ChallengeKey => {
    const [keyId, purpose = '', ...identity] = name.split('\0')
    const key = keyRing.all('recipient').find(({ id }) => id === keyId)
    return challengeKeyUnder(key ?? keyRing.current('recipient'), purpose, identity)
  })
  // The id of the key is a part of the name: after a rotation nothing of before is remembered.
  return (purpose, recipient) =>
    make([keyRing.current('recipient').id, purpose, ...identityOf(recipient)].join('\0'))
}

const challengeKeyUnder = (
  key: RingKey,
  purpose: string,
  identity: readonly string[],
): ChallengeKey => {
  const recipientHash = mac(key, 'recipient', ...identity)
  return {
    purpose,
    lookup: lookupOf(purpose, recipientHash),
    recipientHash,
    recipientKeyId: key.id,
  }
}

/** The challenge of a recipient and a purpose under every key that it may be kept with, the current one first. */
export const challengeKeysOf = (
  keyRing: KeyRing,
  purpose: string,
  recipient: Recipient,
): readonly ChallengeKey[] =>
  keyRing.all('recipient').map((key) => challengeKeyUnder(key, purpose, identityOf(recipient)))

/** The hash stands last and is always as long, so no two purposes and hashes look the same. */
const lookupOf = (purpose: string, recipientHash: Uint8Array): Uint8Array =>
  bytesOf(hash('sha256', ['challenge', purpose, base64(recipientHash)].join('\0'), 'latin1'))

const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** The name under which a store keeps the limits that all aliases of one mailbox share. */
export const aliasKey = (keyRing: KeyRing, purpose: string, mailbox: Secret): Uint8Array =>
  mac(keyRing.current('recipient'), 'alias', purpose, mailbox.reveal())

/**
 * The name under which a store keeps a limit: whose it is, without saying who that is. Parts of the
 * name are separated by NUL.
 */
export const limitKey = (keyRing: KeyRing, name: string): Uint8Array =>
  mac(keyRing.current('recipient'), 'limit', name)

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
  mac(key, 'code', base64(challenge.lookup), code.reveal())

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
