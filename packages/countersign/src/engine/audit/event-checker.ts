import { timingSafeEqual } from 'node:crypto'
import { type AuditEvent, commitTo, eventMac } from '../../ports/audit.ts'
import type { RingKey } from '../key-ring.ts'
import { eventKeyOf } from './auditor.ts'
import type { Finding, FindingKind } from './finding.ts'

/** Checks the events of one log, each by itself. */
export interface EventChecker {
  /** What is wrong with the event, if anything. */
  check(event: AuditEvent): FindingKind | undefined
  /** Events that name nobody although no erasure accounts for them. Ask when all were checked. */
  unaccounted(): readonly Finding[]
}

/** How an event is named in findings, and in the facts of an erasure. */
export const eventName = ({ stream, n }: Pick<AuditEvent, 'stream' | 'n'>): string =>
  `${stream}:${n}`

/** Makes a checker for the events of one log. */
export const createEventChecker = (keys: readonly RingKey[]): EventChecker => {
  const byId = new Map(keys.map((key) => [key.id, key]))
  const withoutPerson = new Set<string>()
  const erased = new Set<string>()
  return {
    check: (event) => {
      const key = byId.get(event.keyId)
      if (key === undefined) return 'unknown_key'
      if (!isGenuine(event, eventKeyOf(key, event.eventId))) return 'altered'
      if (event.person === null && event.commitment !== null) withoutPerson.add(eventName(event))
      if (event.type === 'recipient.erased') for (const name of erasedIn(event)) erased.add(name)
      return undefined
    },
    unaccounted: () =>
      [...withoutPerson]
        .filter((name) => !erased.has(name))
        .map((at) => ({ at, problem: 'person_removed' })),
  }
}

const isGenuine = (event: AuditEvent, eventKey: Uint8Array): boolean =>
  isSame(event.mac, eventMac(eventKey, event)) &&
  (event.person === null || isSame(event.commitment, commitTo(event.person)))

const isSame = (one: Uint8Array | null, other: Uint8Array | null): boolean =>
  one === null || other === null
    ? one === other
    : one.length === other.length && timingSafeEqual(one, other)

/** Only read from events that are genuine, so we wrote this ourselves. */
const erasedIn = ({ facts }: AuditEvent): readonly string[] =>
  (JSON.parse(facts) as { readonly erased?: readonly string[] }).erased ?? []
