import { createHmac, hash } from 'node:crypto'
import type { RandomSource } from '../../ports/random.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { KeyRing, RingKey } from '../key-ring.ts'
import type { LocaleTag } from '../message/locale.ts'
import { openSealed, type Seal, sealText } from '../seal-text.ts'

/** What stands in the token of a link. There is no table of links: the token brings it along. */
export interface LinkContent {
  readonly purpose: string
  /** Email address as the message went to it. */
  readonly address: Secret
  /** What is compared: the secret of a token. */
  readonly secret: Secret
  /** {@link browserHash} of what the browser that asked for the link was given. */
  readonly browserHash: string
  /** Language of the message. */
  readonly locale: LocaleTag
  readonly redirectTo: string | undefined
}

const prefix = 'cl_'

/** An address has 254 characters at most, a purpose 64, a target 2000: no token of ours is longer. */
const shape = /^cl_([A-Za-z0-9_-]{120,4000})$/

/** A key of its own for envelopes, so that no hash of the ring's key can be of use here. */
const sealOf = ({ key }: RingKey): Seal => ({
  key: createHmac('sha256', key).update('link-seal').digest(),
  context: 'link',
})

/** The secret of a link, or nothing if it cannot be one. */
export const readLinkSecret = (presented: Secret): Secret | undefined =>
  /^[A-Za-z0-9_-]{43}$/.test(presented.reveal()) ? presented : undefined

/** What a token tells of the browser that asked: half of a SHA-256 over what only that one was given. */
export const browserHash = (nonce: Secret): string =>
  hash('sha256', `browser\0${nonce.reveal()}`, 'buffer').toString('base64url', 0, 16)

/** The token of a link: everything about it, for nobody but us to read. */
export const sealLink = (
  keyRing: KeyRing,
  { purpose, address, secret, ...rest }: LinkContent,
  random: RandomSource,
): Secret => {
  const { browserHash: browser, locale, redirectTo } = rest
  const fields = [purpose, address.reveal(), secret.reveal(), browser, locale, redirectTo]
  const sealed = sealText(sealOf(keyRing.current('token')), JSON.stringify(fields), random)
  return createSecret(prefix + Buffer.from(sealed).toString('base64url'))
}

type Fields = readonly [string, string, string, string, LocaleTag, string | null]

/** What stands in a token; nothing if it is none of ours. */
export const openLink = (keyRing: KeyRing, token: Secret): LinkContent | undefined => {
  const sealed = shape.exec(token.reveal())?.[1]
  if (sealed === undefined) return undefined
  const bytes = Buffer.from(sealed, 'base64url')
  for (const key of keyRing.all('token')) {
    const text = openSealed(sealOf(key), bytes)
    if (text !== undefined) return contentOf(text)
  }
  return undefined
}

/** Whatever opens was sealed by us, so it has our form. */
const contentOf = (text: string): LinkContent => {
  const [purpose, address, secret, browser, locale, redirectTo] = JSON.parse(text) as Fields
  return {
    ...{ purpose, locale, browserHash: browser, redirectTo: redirectTo ?? undefined },
    address: createSecret(address),
    secret: createSecret(secret),
  }
}
