import type { KeyedClaims, LimitClaim } from 'countersign'
import type { ClaimName } from './commands.ts'
import { bytesOf } from './port-requests.ts'

/** The limits of a call as the store port takes them. */
export interface NamedClaims {
  readonly recipientClaims: readonly LimitClaim[]
  readonly limits: readonly KeyedClaims[]
}

const claim = (name: string, slot: number, max: number, windowMs: number): LimitClaim => ({
  ...{ name, slot, max, windowMs },
})

/** From so many on a store may spread a shared limit over several rows. */
export const manyFrom = 80

/** So long a window that no sum of small steps of the clock comes near its end. */
const endlessMs = 2_000_000_000

/** The limits of a name; `run` keeps the runs of a test apart. */
export const claimsOf = (name: ClaimName, run: string): NamedClaims => {
  const keyed = (whose: string, claims: readonly LimitClaim[], isShared = false): KeyedClaims => ({
    lookup: bytesOf('limit', run, whose),
    claims,
    ...(isShared && { isShared }),
  })
  const ip = (n: number) => keyed(`ip ${n}`, [claim('ip', 20, 2, 10_000)])
  const shadow = keyed('shadow', [{ ...claim('purpose', 60, 1, 60_000), isShadow: true }])
  const only = (...limits: readonly KeyedClaims[]) => ({ recipientClaims: [], limits })
  switch (name) {
    case 'none':
      return only()
    case 'recipient':
      return { recipientClaims: [claim('recipient', 120, 3, 60_000)], limits: [] }
    case 'ip':
      return only(ip(1))
    case 'two ips':
      return { ...only(ip(2), ip(1)), recipientClaims: [claim('recipient', 2, 1, 1_000)] }
    case 'subject twice':
      return only(
        keyed('subject', [claim('subject', 20, 2, 10_000), claim('subject', 7_200, 4, 3_600_000)]),
      )
    case 'shared small':
      return only(keyed('purpose', [claim('purpose', 120, 4, 60_000)], true))
    case 'shared large':
      return only(keyed('global', [claim('global', 4_000_000, manyFrom, endlessMs)], true))
    case 'shadow':
      return only(shadow)
    case 'shadow and ip':
      return only(shadow, ip(1))
  }
}
