import type { KeyedClaims, LimitClaim } from '../ports/store.ts'
import { aliasKey, limitKey } from './digest.ts'
import type { KeyRing, RingKey } from './key-ring.ts'
import type { LimitPolicy, LimitScope, Policies } from './policy.ts'
import { createRecallByKey, type Recall } from './recall.ts'
import { mailboxOf, type Recipient } from './recipient.ts'

/** Who is asking, as far as limits care. */
export interface Requester {
  /** Network address, IPv6 already cut to its /64. Limits per address do not apply without one. */
  readonly ip: string | undefined
  /** The caller's own id of its user. Limits per user do not apply without one. */
  readonly subject: string | undefined
  /** Phones and addresses of the user who asks, where the host says. */
  readonly contacts?: readonly Recipient[] | undefined
}

/** The limits that one call must take. */
export interface Claims {
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
}

/** Finds the limits of a call, named as the engine's own key ring names them, or another one. */
export type ClaimsFor = (
  call: {
    readonly purpose: string
    readonly on: LimitPolicy['on']
    readonly recipient: Recipient
    readonly requester: Requester
  },
  under?: KeyRing,
) => Claims

const toClaim = ({ per, on, max, seconds, shadow }: LimitPolicy): LimitClaim => ({
  ...(shadow === true && { isShadow: true }),
  name: per,
  slot: seconds * 2 + (on === 'verify' ? 1 : 0),
  max,
  windowMs: seconds * 1000,
})

/** Limits of a purpose that do not count by recipient, by scope. */
interface ScopeLimits {
  readonly scope: SharedScope
  readonly claims: readonly LimitClaim[]
  /** Whether a store may keep it in several rows, because many take from it. */
  readonly isShared: boolean
  /** Those of everybody, and of addresses and users that come often, are made once. */
  readonly recallUnder: (key: RingKey) => Recall<KeyedClaims>
}

type SharedScope = Exclude<LimitScope, 'recipient'>

const sharedScopes = ['ip', 'subject', 'purpose', 'global'] as const

/** What one kind of call must take, as far as it is the same every time. */
interface CallLimits {
  readonly recipientClaims: readonly LimitClaim[]
  readonly scopes: readonly ScopeLimits[]
}

/** For each scope of a purpose. */
const keysRememberedAtLeast = 1000

const noLimits: CallLimits = { recipientClaims: [], scopes: [] }

const callLimits = (limits: readonly LimitPolicy[], hasOneGlobal: boolean): CallLimits => {
  const byScope = Map.groupBy(limits, ({ per }) => per)
  const claimsOf = (scope: LimitScope) => (byScope.get(scope) ?? []).map(toClaim)
  return {
    recipientClaims: claimsOf('recipient'),
    scopes: sharedScopes
      .map((scope) => ({ scope, claims: claimsOf(scope) }))
      .filter(({ claims }) => claims.length > 0)
      .map(({ scope, claims }) => ({
        ...{ scope, claims },
        isShared: scope === 'purpose' || (scope === 'global' && hasOneGlobal),
        recallUnder: createRecallByKey<KeyedClaims>(keysRememberedAtLeast),
      })),
  }
}

/**
 * Whether all purposes with a global limit on this kind of call allow the same. Rows of a limit divide among
 * them what it allows, and so cannot serve purposes that allow different numbers: these count in one row.
 */
const haveOneGlobal = (policies: Policies, on: LimitPolicy['on']): boolean => {
  const globals = Object.values(policies)
    .map(({ limits }) => limits.filter((limit) => limit.on === on && limit.per === 'global'))
    .filter((limits) => limits.length > 0)
  return new Set(globals.map((limits) => JSON.stringify(limits.map(toClaim)))).size <= 1
}

/** Whose a limit of a scope is; nothing if the scope does not apply to this call. */
const holderIn = (scope: SharedScope, { ip, subject }: Requester): string | undefined => {
  switch (scope) {
    case 'ip':
      return ip
    case 'subject':
      return subject
    case 'purpose':
    case 'global':
      return ''
  }
}

/** What tells one key of a scope from another. */
const keyName = (scope: SharedScope, purpose: string, holder: string): string => {
  switch (scope) {
    case 'ip':
    case 'subject':
      return `${scope}\0${purpose}\0${holder}`
    case 'purpose':
      return `${scope}\0${purpose}`
    case 'global':
      return scope
  }
}

/** Reads the limits of all policies once, so that a call only has to fill in whose they are. */
export const createClaimsFor = (policies: Policies, keyRing: KeyRing): ClaimsFor => {
  const oneGlobal = {
    send: haveOneGlobal(policies, 'send'),
    verify: haveOneGlobal(policies, 'verify'),
  }
  const byPurpose = new Map(
    Object.entries(policies).map(([purpose, { limits }]) => {
      const on = Object.groupBy(limits, (limit) => limit.on)
      return [
        purpose,
        {
          send: callLimits(on.send ?? [], oneGlobal.send),
          verify: callLimits(on.verify ?? [], oneGlobal.verify),
        },
      ]
    }),
  )
  /** A recipient's limits count for all aliases of its mailbox together as well. */
  const aliasClaims = (
    under: KeyRing,
    { purpose, recipient }: Parameters<ClaimsFor>[0],
    claims: readonly LimitClaim[],
  ): KeyedClaims[] => {
    const mailbox = claims.length > 0 ? mailboxOf(recipient) : undefined
    return mailbox === undefined ? [] : [{ lookup: aliasKey(under, purpose, mailbox), claims }]
  }

  return (call, under = keyRing) => {
    const { purpose, on, requester } = call
    const { recipientClaims, scopes } = byPurpose.get(purpose)?.[on] ?? noLimits
    const limits = aliasClaims(under, call, recipientClaims)
    const key = under.current('recipient')
    for (const { scope, claims, isShared, recallUnder } of scopes) {
      const holder = holderIn(scope, requester)
      if (holder === undefined) continue
      const keyed = recallUnder(key)(holder, () => {
        const lookup = limitKey(under, keyName(scope, purpose, holder))
        return { lookup, claims, ...(isShared && { isShared }) }
      })
      limits.push(keyed)
    }
    return { recipientClaims, limits }
  }
}
