import type { KeyedClaims, LimitClaim } from '../ports/store.ts'
import { aliasKey, limitKey } from './digest.ts'
import type { KeyRing } from './key-ring.ts'
import type { LimitPolicy, LimitScope, Policies } from './policy.ts'
import { mailboxOf, type Recipient } from './recipient.ts'

/** Who is asking, as far as limits care. */
export interface Requester {
  /** Network address, IPv6 already cut to its /64. Limits per address do not apply without one. */
  readonly ip: string | undefined
  /** The caller's own id of its user. Limits per user do not apply without one. */
  readonly subject: string | undefined
}

/** The limits that one call must take. */
export interface Claims {
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
}

/** Finds the limits of a call. */
export type ClaimsFor = (call: {
  readonly purpose: string
  readonly on: LimitPolicy['on']
  readonly recipient: Recipient
  readonly requester: Requester
}) => Claims

const toClaim = ({ per, on, max, seconds, shadow }: LimitPolicy): LimitClaim => ({
  ...(shadow === true && { isShadow: true }),
  name: per,
  slot: seconds * 2 + (on === 'verify' ? 1 : 0),
  max,
  windowMs: seconds * 1000,
})

const sharedScopes = ['ip', 'subject', 'purpose', 'global'] as const

/** What tells one key of a scope from another; nothing if the scope does not apply to this call. */
const keyParts = (
  scope: Exclude<LimitScope, 'recipient'>,
  purpose: string,
  { ip, subject }: Requester,
): readonly string[] | undefined => {
  switch (scope) {
    case 'ip':
      return ip === undefined ? undefined : [scope, purpose, ip]
    case 'subject':
      return subject === undefined ? undefined : [scope, purpose, subject]
    case 'purpose':
      return [scope, purpose]
    case 'global':
      return [scope]
  }
}

/** Reads the limits of all policies once, so that a call only has to fill in whose they are. */
export const createClaimsFor = (policies: Policies, keyRing: KeyRing): ClaimsFor => {
  const byCall = new Map<string, ReadonlyMap<LimitScope, readonly LimitClaim[]>>()
  for (const [purpose, policy] of Object.entries(policies))
    for (const on of ['send', 'verify'] as const) {
      const limits = policy.limits.filter((limit) => limit.on === on)
      byCall.set(
        `${on} ${purpose}`,
        new Map(
          [...Map.groupBy(limits, ({ per }) => per)].map(([per, of]) => [per, of.map(toClaim)]),
        ),
      )
    }

  const sharedKeys = new Map<string, Uint8Array>()

  /** Keys that everybody takes from are always the same, so they are made once. */
  const sharedKey = (parts: readonly string[]): Uint8Array => {
    const name = parts.join(' ')
    const key = sharedKeys.get(name) ?? limitKey(keyRing, ...parts)
    sharedKeys.set(name, key)
    return key
  }

  /** A recipient's limits count for all aliases of its mailbox together as well. */
  const aliasClaims = (purpose: string, recipient: Recipient, claims: readonly LimitClaim[]) => {
    const mailbox = claims.length > 0 ? mailboxOf(recipient) : undefined
    return mailbox === undefined ? [] : [{ lookup: aliasKey(keyRing, purpose, mailbox), claims }]
  }

  return ({ purpose, on, recipient, requester }) => {
    const scopes = byCall.get(`${on} ${purpose}`)
    const recipientClaims = scopes?.get('recipient') ?? []
    const limits = sharedScopes.flatMap((scope): readonly KeyedClaims[] => {
      const claims = scopes?.get(scope)
      const parts = claims && keyParts(scope, purpose, requester)
      if (!(claims && parts)) return []
      const isShared = scope === 'purpose' || scope === 'global'
      const lookup = isShared ? sharedKey(parts) : limitKey(keyRing, ...parts)
      return [{ lookup, claims, ...(isShared && { isShared }) }]
    })
    return {
      recipientClaims,
      limits: [...aliasClaims(purpose, recipient, recipientClaims), ...limits],
    }
  }
}
