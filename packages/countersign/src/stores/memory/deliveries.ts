import type {
  Delivery,
  DeliveryFilter,
  DeliveryReport,
  DeliveryStore,
  NewDelivery,
  SettledDelivery,
} from '../../ports/delivery.ts'
import type { EnabledIntegration, OpenRequest } from '../../ports/store.ts'
import type { SendingRoute } from '../../ports/switch.ts'
import { rankOf, unsettledReason } from '../delivery-rank.ts'
import { type DeliveryKey, readRef, refOf, tagOf } from '../delivery-ref.ts'
import { wayOf } from '../open-ways.ts'
import { keepDeliveryMs } from '../purge.ts'
import type { MemoryAudit } from './audit.ts'
import { carriesLiveCode, type KeptChallenge } from './challenge.ts'
import { keyOf } from './key-of.ts'
import { type KeptSuppressions, suppress } from './suppressions.ts'

/** One delivery as memory keeps it. */
export interface KeptDelivery extends Omit<Delivery, 'ref'> {
  readonly id: number
  readonly tag: Uint8Array
  readonly challengeId: string
  readonly recipientHash: Uint8Array
  readonly settleByMs: number
  readonly purgeAtMs: number
}

/** What the verbs on deliveries share with the others. */
export interface MemoryDeliveries {
  readonly challenges: ReadonlyMap<string, KeptChallenge>
  /** By id, the oldest first. */
  readonly deliveries: Map<number, KeptDelivery>
  readonly suppressions: KeptSuppressions
  readonly audit: MemoryAudit
  /** The integrations of a route that are on. */
  readonly openWays: (route: SendingRoute, nowMs: number) => readonly EnabledIntegration[]
  /** Gives every delivery the next number. */
  readonly nextDeliveryId: () => number
}

/** The first delivery of a send, by the first of the integrations that are on. None if nobody is called. */
export const firstDelivery = (
  { route: { channels, country }, isHandedOver }: OpenRequest,
  [first]: readonly EnabledIntegration[],
): NewDelivery | undefined => {
  const [way] = channels
  if (!isHandedOver || way === undefined || first === undefined) return undefined
  return { channel: way.channel, integration: first.id, country }
}

/** Writes the first delivery of a send down. */
export const openDelivery = (
  state: MemoryDeliveries,
  { request, delivery }: { readonly request: OpenRequest; readonly delivery: NewDelivery },
  nowMs: number,
): string => {
  const { challenge, maskedRecipient, code, settleWithinMs } = request
  const kept = {
    tag: tagOf(code.salt),
    challengeId: keyOf(challenge.lookup),
    purpose: challenge.purpose,
    recipientHash: challenge.recipientHash,
    maskedRecipient,
    settleByMs: nowMs + settleWithinMs,
  }
  return add(state, { ...kept, delivery }, nowMs)
}

type Sent = Pick<
  KeptDelivery,
  'tag' | 'challengeId' | 'purpose' | 'recipientHash' | 'maskedRecipient' | 'settleByMs'
>

const add = (
  { deliveries, nextDeliveryId }: MemoryDeliveries,
  { delivery, ...sent }: Sent & { readonly delivery: NewDelivery },
  nowMs: number,
): string => {
  const id = nextDeliveryId()
  deliveries.set(id, {
    ...sent,
    id,
    channel: delivery.channel,
    integration: delivery.integration,
    country: delivery.country ?? null,
    ...{ calls: 1, state: 'handing_over', reason: null, messageId: null },
    ...{ createdAtMs: nowMs, updatedAtMs: nowMs, purgeAtMs: nowMs + keepDeliveryMs },
  })
  return refOf({ id, tag: sent.tag })
}

const find = (
  { deliveries }: MemoryDeliveries,
  key: DeliveryKey | undefined,
): KeptDelivery | undefined => {
  if (key === undefined) return undefined
  const kept = deliveries.get(key.id)
  return kept !== undefined && Buffer.compare(kept.tag, key.tag) === 0 ? kept : undefined
}

type Told = SettledDelivery | DeliveryReport

const isFurther = (kept: KeptDelivery, told: Told): boolean =>
  rankOf(told.state) > rankOf(kept.state)

/** Moves a delivery forward and minds what follows. */
const move = (state: MemoryDeliveries, kept: KeptDelivery, told: Told, nowMs: number): void => {
  state.deliveries.set(kept.id, {
    ...kept,
    state: told.state,
    reason: told.reason ?? null,
    messageId: kept.messageId ?? told.messageId ?? null,
    updatedAtMs: nowMs,
  })
  if (told.suppresses !== undefined)
    suppress(state.suppressions, { ...kept, reason: told.suppresses, sinceMs: nowMs })
}

/** Records what became of the deliveries of a send; what a report said before stays. */
export const settleDeliveries = (
  state: MemoryDeliveries,
  settled: readonly SettledDelivery[],
  nowMs: number,
): void => {
  for (const told of settled) {
    const kept = find(state, readRef(told.ref))
    if (kept === undefined) continue
    if (isFurther(kept, told)) {
      move(state, kept, told, nowMs)
      continue
    }
    const messageId = kept.messageId ?? told.messageId ?? null
    state.deliveries.set(kept.id, { ...kept, messageId })
  }
}

/** Moves on what nobody settled in time; how many that were. */
export const resolveUnsettled = (state: MemoryDeliveries, nowMs: number): number => {
  const due = [...state.deliveries.values()].filter(
    (kept) => kept.state === 'handing_over' && kept.settleByMs <= nowMs,
  )
  const changes = { state: 'unknown', reason: unsettledReason, updatedAtMs: nowMs } as const
  for (const kept of due) state.deliveries.set(kept.id, { ...kept, ...changes })
  return due.length
}

/** {@link DeliveryStore} in memory. */
export const createMemoryDeliveries = (
  state: MemoryDeliveries,
  now: () => number,
): DeliveryStore => {
  const { audit } = state

  /** Whether its code can still be used, and nobody has switched sending it off. */
  const mayBeSent = (
    kept: KeptDelivery | undefined,
    by: NewDelivery | undefined,
    nowMs: number,
  ): kept is KeptDelivery =>
    kept !== undefined &&
    carriesLiveCode(state.challenges.get(kept.challengeId), kept.tag, nowMs) &&
    state.openWays(wayOf({ ...(by ?? kept), purpose: kept.purpose }), nowMs).length > 0

  return {
    begin: async ({ beside, delivery, audit: draft }) => {
      const nowMs = now()
      const first = find(state, readRef(beside))
      if (!mayBeSent(first, delivery, nowMs)) return undefined
      audit.write(draft, 'begun', nowMs)
      return add(state, { ...sentOf(first), delivery }, nowMs)
    },
    again: async ({ ref, audit: draft }) => {
      const nowMs = now()
      const kept = find(state, readRef(ref))
      if (!mayBeSent(kept, undefined, nowMs)) return false
      audit.write(draft, 'again', nowMs)
      state.deliveries.set(kept.id, { ...kept, calls: kept.calls + 1, updatedAtMs: nowMs })
      return true
    },
    report: async ({ integration, report, audit: draft }) => {
      const nowMs = now()
      const kept = findReported(state, integration, report)
      if (kept === undefined || !isFurther(kept, report)) return false
      audit.write(draft, report.state, nowMs)
      move(state, kept, report, nowMs)
      return true
    },
    list: async (filter) => list(state, filter),
  }
}

const sentOf = ({ tag, challengeId, purpose, recipientHash, maskedRecipient, settleByMs }: Sent) =>
  ({ tag, challengeId, purpose, recipientHash, maskedRecipient, settleByMs }) satisfies Sent

const findReported = (
  state: MemoryDeliveries,
  integration: string,
  { callbackRef, messageId }: DeliveryReport,
): KeptDelivery | undefined => {
  const isOurs = (kept: KeptDelivery | undefined) => kept?.integration === integration
  if (callbackRef !== undefined) {
    const named = find(state, readRef(callbackRef))
    return isOurs(named) ? named : undefined
  }
  if (messageId === undefined) return undefined
  return [...state.deliveries.values()].findLast(
    (kept) => isOurs(kept) && kept.messageId === messageId,
  )
}

const list = (
  { deliveries }: MemoryDeliveries,
  { rowsAtMost, before, recipientHashes, integration, state }: DeliveryFilter,
): readonly Delivery[] => {
  const beforeId = before === undefined ? Number.POSITIVE_INFINITY : (readRef(before)?.id ?? 0)
  const hashes = recipientHashes && new Set(recipientHashes.map(keyOf))
  return [...deliveries.values()]
    .filter(
      (kept) =>
        kept.id < beforeId &&
        (integration === undefined || kept.integration === integration) &&
        (state === undefined || kept.state === state) &&
        (hashes === undefined || hashes.has(keyOf(kept.recipientHash))),
    )
    .toReversed()
    .slice(0, rowsAtMost)
    .map(shown)
}

const shown = (kept: KeptDelivery): Delivery => {
  const { id, tag, challengeId, recipientHash, settleByMs, purgeAtMs, ...delivery } = kept
  return { ref: refOf({ id, tag }), ...delivery }
}
