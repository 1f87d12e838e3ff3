import { CountersignError } from '../../ports/error.ts'
import type { RandomSource } from '../../ports/random.ts'
import { createSecret, type Secret } from '../../ports/secret.ts'
import type { KeyRing } from '../key-ring.ts'
import { compileMessage } from '../message/compile.ts'
import { localeFor, localeTagFor } from '../message/locale.ts'
import type { Sender } from '../message/render.ts'
import type { Policies } from '../policy.ts'
import { type Recipient, readEmail } from '../recipient.ts'
import { createTokenSecret } from '../token.ts'
import { browserHash, openLink, sealLink } from './link-token.ts'
import { type AllowedRedirect, createAllowedRedirect } from './redirects.ts'

/** Where links lead. */
export interface LinkSettings {
  /** Address under which people reach us. Links begin with it, whatever a request says of hosts. */
  readonly publicUrl: URL
  /** Whole addresses that people may be sent on to. Nowhere if left out. */
  readonly redirects?: readonly string[] | undefined
}

/** What somebody who asks for a link may say about it. */
export interface LinkRequest {
  /** Where to go on. One of the allowed redirects. */
  readonly redirectTo?: string | undefined
  /** What the browser that asks was given, and shows again when the link is opened. */
  readonly browser: Secret
}

/** A link to be sent. */
export interface NewLink {
  readonly secret: Secret
  readonly url: Secret
}

/** A link that somebody opened. Nothing was spent by reading it, and nobody knows yet whether it is good. */
export interface ReadLink {
  readonly purpose: string
  readonly recipient: Recipient
  /** The `code` of {@link Engine.verify} with `isLink`. */
  readonly secret: Secret
  /** One of the allowed redirects. */
  readonly redirectTo: string | undefined
  /** BCP 47 tag of the language of the message. */
  readonly locale: string
  /** What it is for, as the subject of the message says it. */
  title(): string
  /** Whether this is what the browser was given that asked for the link. */
  isFrom(browser: Secret): boolean
}

/** Makes links and reads them. */
export interface Links {
  /** @throws CountersignError `invalid_request` for a redirect that is not allowed */
  create(about: {
    readonly purpose: string
    readonly recipient: Recipient
    readonly locale?: string | undefined
    readonly link: LinkRequest
  }): NewLink
  read(token: Secret): ReadLink | undefined
}

/** Parts that {@link createLinks} works with. */
export interface LinkParts {
  readonly keyRing: KeyRing
  readonly random: RandomSource
  readonly policies: Policies
  readonly sender: Sender
}

/** Path of the page behind a link, under the public address. */
export const linkPath = '/magic-link'

/** Without settings there are no links: none is made, and none is read. */
export const createLinks = (parts: LinkParts, settings: LinkSettings | undefined): Links => {
  if (settings === undefined) return noLinks
  const { keyRing, random, policies } = parts
  const { publicUrl, redirects = [] } = settings
  const allowedRedirect = createAllowedRedirect(redirects)
  const base = `${publicUrl.origin}${publicUrl.pathname.replace(/\/+$/, '')}${linkPath}`
  return {
    create: ({ purpose, recipient, locale, link }) => {
      if (recipient.kind !== 'email')
        throw new CountersignError('invalid_request', 'links go by email only')
      if (!hasLinks(policies, purpose))
        throw new CountersignError('invalid_request', 'this purpose goes by code only')
      const secret = createTokenSecret(random)
      const content = {
        ...{ purpose, address: recipient.address, secret },
        browserHash: browserHash(link.browser),
        locale: localeTagFor(locale, parts.sender.defaultLocale),
        redirectTo: checked(link.redirectTo, allowedRedirect),
      }
      const token = sealLink(keyRing, content, random)
      return { secret, url: createSecret(`${base}?token=${token.reveal()}`) }
    },
    read: (token) => {
      const content = openLink(keyRing, token)
      if (content === undefined || !hasLinks(policies, content.purpose)) return undefined
      const recipient = readEmail(content.address.reveal())
      if (recipient === undefined) return undefined
      const { purpose, secret, locale } = content
      const redirectTo = content.redirectTo && allowedRedirect(content.redirectTo)
      // Once nobody may be sent there any more, the code in the message is still good; the link is not.
      if (content.redirectTo !== redirectTo) return undefined
      const isFrom = (browser: Secret) => browserHash(browser) === content.browserHash
      const title = () => subjectOf(parts, content)
      return { purpose, recipient, secret, redirectTo, locale, title, isFrom }
    },
  }
}

/**
 * Not where a success changes whose account it is: a link that somebody else asked for would give an
 * account that is open in this browser their address. A code has to be typed where it was asked for.
 */
const hasLinks = (policies: Policies, purpose: string): boolean =>
  Object.hasOwn(policies, purpose) && policies[purpose]?.grants !== 'contact'

const subjectOf = (
  { policies, sender }: LinkParts,
  { purpose, locale: tag }: { readonly purpose: string; readonly locale: string },
): string => {
  const { ttlSeconds = 0, digits = 0 } = policies[purpose] ?? {}
  const locale = localeFor(tag)
  const about = { channel: 'email', purpose, ttlSeconds, digits, locale, hasLink: true } as const
  return compileMessage(sender, about).subject ?? sender.brand
}

const checked = (wanted: string | undefined, allowedRedirect: AllowedRedirect) => {
  if (wanted === undefined) return undefined
  const target = allowedRedirect(wanted)
  if (target !== undefined) return target
  throw new CountersignError('invalid_request', 'people may not be sent on to this address', {
    cause: { path: 'redirect_to' },
  })
}

const noLinks: Links = {
  create: () => {
    throw new CountersignError('invalid_request', 'links are not set up here')
  },
  read: () => undefined,
}
