import { createHmac, hash } from 'node:crypto'
import { asBuffer } from '../ports/bytes.ts'
import type { RandomSource } from '../ports/random.ts'
import { sealMac } from '../ports/seal.ts'
import type { Secret } from '../ports/secret.ts'
import type { ChallengeKey, CodeCandidate, SealedCode } from '../ports/store.ts'
import type { KeyRing, RingKey } from './key-ring.ts'
import type { Recipient } from './recipient.ts'

/** Node makes a string of a digest in a third less time than bytes of its own for it. */
const bytesOf = (latin1: string): Uint8Array => Buffer.from(latin1, 'latin1')

/**
 * HMAC-SHA-256 over a domain and parts, separated by NUL. None of them can contain it (they are checked
 * before they come here), so no two lists of parts look the same.
 */
export const mac = ({ key }: RingKey, parts: string): Uint8Array =>
  bytesOf(createHmac('sha256', key).update(parts).digest('latin1'))

const identityOf = ({ kind, identity }: Recipient): string => `${kind}\0${identity.reveal()}`

/**
 * The names under which a store keeps the challenge of a recipient and a purpose. The recipient's hash
 * needs the key, and the look-up is a hash over that one: without the key nobody can make either from
 * an address.
 */
export const challengeKey = (
  keyRing: KeyRing,
  purpose: string,
  recipient: Recipient,
): ChallengeKey => challengeKeyUnder(keyRing.current('recipient'), purpose, recipient)

/** The same under every key that it may be kept with, the current one first. */
export const challengeKeysOf = (
  keyRing: KeyRing,
  purpose: string,
  recipient: Recipient,
): readonly ChallengeKey[] =>
  keyRing.all('recipient').map((key) => challengeKeyUnder(key, purpose, recipient))

/** The name that was made last for a recipient: whoever is sent a code comes back with it soon. */
const named = new WeakMap<Recipient, { readonly key: RingKey; readonly challenge: ChallengeKey }>()

const challengeKeyUnder = (key: RingKey, purpose: string, recipient: Recipient): ChallengeKey => {
  const known = named.get(recipient)
  if (known?.key === key && known.challenge.purpose === purpose) return known.challenge
  const recipientHash = recipientHashUnder(key, recipient)
  const lookup = lookupOf(purpose, recipientHash)
  const challenge = { purpose, lookup, recipientHash, recipientKeyId: key.id }
  named.set(recipient, { key, challenge })
  return challenge
}

/** The hash stands last and is always as long, so no two purposes and hashes look the same. */
const lookupOf = (purpose: string, recipientHash: Uint8Array): Uint8Array =>
  bytesOf(
    hash(
      'sha256',
      `challenge\0${purpose}\0${asBuffer(recipientHash).toString('base64')}`,
      'latin1',
    ),
  )

const recipientHashUnder = (key: RingKey, recipient: Recipient): Uint8Array =>
  mac(key, `recipient\0${identityOf(recipient)}`)

/** The hash under which a store keeps what is new about a recipient, whatever the purpose. */
export const recipientHash = (keyRing: KeyRing, recipient: Recipient): Uint8Array =>
  recipientHashUnder(keyRing.current('recipient'), recipient)

/** Every hash under which a store may keep something about a recipient, whatever the purpose. */
export const recipientHashes = (keyRing: KeyRing, recipient: Recipient): readonly Uint8Array[] =>
  keyRing.all('recipient').map((key) => recipientHashUnder(key, recipient))

/** The name under which a store keeps the limits that all aliases of one mailbox share. */
export const aliasKey = (keyRing: KeyRing, purpose: string, mailbox: Secret): Uint8Array =>
  mac(keyRing.current('recipient'), `alias\0${purpose}\0${mailbox.reveal()}`)

/**
 * The name under which a store keeps a limit: whose it is, without saying who that is. Parts of the
 * name are separated by NUL.
 */
export const limitKey = (keyRing: KeyRing, name: string): Uint8Array =>
  mac(keyRing.current('recipient'), `limit\0${name}`)

/** The name under which a store keeps a request: its caller and the key that the caller gave it. */
export const requestKey = (keyRing: KeyRing, scope: string, key: string): Uint8Array =>
  mac(keyRing.current('recipient'), `request-key\0${scope}\0${key}`)

/** What a request asked for, so that another with the same key can be told from it. */
export const requestHash = (
  keyRing: KeyRing,
  recipient: Recipient,
  parts: readonly string[],
): Uint8Array =>
  mac(keyRing.current('recipient'), ['request-body', identityOf(recipient), ...parts].join('\0'))

/** The keyed hash of a token of that kind under one key. */
export const tokenHash = (key: RingKey, kind: string, token: Secret): Uint8Array =>
  mac(key, `${kind}\0${token.reveal()}`)

/** The keyed hash under which a new token of that kind is kept. */
export const currentTokenHash = (keyRing: KeyRing, kind: string, token: Secret): Uint8Array =>
  tokenHash(keyRing.current('token'), kind, token)

/** Every hash under which a token of that kind may be kept. */
export const tokenHashes = (keyRing: KeyRing, kind: string, token: Secret): readonly Uint8Array[] =>
  keyRing.all('token').map((key) => tokenHash(key, kind, token))

/** What a code is for, and whose it is. */
export interface CodeOwner {
  readonly purpose: string
  readonly recipient: Recipient
}

/**
 * A code is bound to its purpose and recipient themselves and not to the name of its challenge, which
 * changes with the key for recipients while the code is on its way.
 */
const codeMac = (key: RingKey, { purpose, recipient }: CodeOwner, code: Secret) =>
  mac(key, `code\0${purpose}\0${identityOf(recipient)}\0${code.reveal()}`)

/** The same of the secret of a link. A link's secret is no code, and a code no link's secret. */
const linkMac = (key: RingKey, { purpose, recipient }: CodeOwner, secret: Secret) =>
  mac(key, `link\0${purpose}\0${identityOf(recipient)}\0${secret.reveal()}`)

/** A new code as it is written down, bound to its purpose and recipient, and so is its link. */
export const sealCode = (
  keyRing: KeyRing,
  owner: CodeOwner,
  {
    code,
    linkSecret,
    random,
  }: {
    readonly code: Secret
    readonly linkSecret?: Secret | undefined
    readonly random: RandomSource
  },
): SealedCode => {
  const key = keyRing.current('code')
  const salt = random(16)
  const linkHash = linkSecret && sealMac(linkMac(key, owner, linkSecret), salt)
  return { keyId: key.id, salt, hash: sealMac(codeMac(key, owner, code), salt), linkHash }
}

/** A submitted code under every key that the written-down one may have been made with. */
export const codeCandidates = (
  keyRing: KeyRing,
  owner: CodeOwner,
  code: Secret,
): readonly CodeCandidate[] =>
  keyRing.all('code').map((key) => ({ keyId: key.id, mac: codeMac(key, owner, code) }))

/** The secret of a link under every key that the written-down one may have been made with. */
export const linkCandidates = (
  keyRing: KeyRing,
  owner: CodeOwner,
  secret: Secret,
): readonly CodeCandidate[] =>
  keyRing.all('code').map((key) => ({ keyId: key.id, mac: linkMac(key, owner, secret) }))

/** A short keyed name for what events must tell from other things of its kind, without saying what it is. */
export const shortName = (keyRing: KeyRing, name: string): string =>
  asBuffer(mac(keyRing.current('recipient'), `event\0${name}`))
    .toString('base64url')
    .slice(0, 12)
