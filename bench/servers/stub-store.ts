import type { KeyedClaims, LimitClaim, LimitStanding, Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'

const standingsOf = (
  limits: readonly KeyedClaims[],
  own: readonly LimitClaim[],
): readonly LimitStanding[] => {
  const standings: LimitStanding[] = []
  for (const { claims } of limits) for (const claim of claims) standings.push(standingOf(claim))
  for (const claim of own) standings.push(standingOf(claim))
  return standings
}

const standingOf = ({ name, max, windowMs }: LimitClaim): LimitStanding => {
  const remaining = max - 1
  return { name, max, windowMs, remaining, resetMs: windowMs }
}

/** Every verb of a request resolves at once and agrees: what is left is HTTP and engine. */
export const createStubStore = (): Store => ({
  ...createMemoryStore(),
  open: async ({ limits, recipientClaims, route: { channels } }) => ({
    kind: 'opened',
    openedAtMs: 0,
    deliveryRef: '1-0011223344556677',
    isSuppressed: false,
    isBeside: false,
    integrations: channels.flatMap((way) => way.integrations).map((id) => ({ id, settings: '{}' })),
    standings: standingsOf(limits, recipientClaims),
  }),
  recall: async () => undefined,
  settle: async () => undefined,
  attempt: async ({ limits, recipientClaims }) => ({
    kind: 'verified',
    standings: standingsOf(limits, recipientClaims),
  }),
  sweep: async () => ({ isAtEnd: true, removed: 0, resolved: 0 }),
})
