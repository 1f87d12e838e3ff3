import type { AuditEvent } from '../../ports/audit.ts'
import type { AbuseKind } from '../../ports/telemetry.ts'
import { createRecentCounts, createRecentMembers } from './recent.ts'
import { createSuspects } from './suspects.ts'
import type { AbuseThresholds } from './thresholds.ts'
import { readFacts, type WatchedFacts } from './watched-facts.ts'

/** Kinds of abuse that are looked for. */
export const abuseKinds = {
  number_range: 'Many different numbers of one range were asked for: pumping.',
  address: 'One address asked for many different recipients.',
  conversion: 'Codes to one country are sent and hardly ever verified.',
  wrong_codes: 'Very many wrong codes were submitted, over all recipients.',
} as const satisfies Readonly<Record<AbuseKind, string>>

/** Something that looks like abuse. */
export interface AbuseAlarm {
  readonly kind: AbuseKind
  /** Keyed hash of the range or address, or a country; `all` for wrong codes. */
  readonly target: string
  readonly count: number
}

/** What the watch looks at of an event. */
export type WatchedEvent = Pick<AuditEvent, 'type' | 'facts' | 'person' | 'outcome' | 'atMs'>

/** Looks at events as they come. */
export interface AbuseWatch {
  /** Alarms of other processes are events as well, and are not raised again. */
  observe(event: WatchedEvent): void
  /** What is over its threshold now and was not reported within this window. */
  alarms(nowMs: number): readonly AbuseAlarm[]
}

/** Event types that the watch looks at. */
export const watchedTypes: readonly string[] = ['code.opened', 'code.attempted', 'abuse.detected']

/** One attack can have very many targets. The others are raised when they go on. */
const alarmsAtMost = 100

/** Members that are counted of a range or address: enough to be over every threshold. */
const membersFor = (threshold: number) => ({ membersKept: Math.max(1000, threshold) })

/**
 * Reads the audit log as it grows, so it sees what all instances did, costs the request nothing and
 * can be wrong about nothing that was not written down.
 */
export const createAbuseWatch = (thresholds: AbuseThresholds): AbuseWatch => {
  const windowMs = thresholds.windowSeconds * 1000
  const ranges = createRecentMembers(windowMs, membersFor(thresholds.recipientsPerRange))
  const addresses = createRecentMembers(windowMs, membersFor(thresholds.recipientsPerAddress))
  const sends = createRecentCounts(windowMs)
  const verified = createRecentCounts(windowMs)
  const wrong = createRecentCounts(windowMs)
  const suspects = createSuspects(windowMs)

  const opened = ({ range, address, country }: WatchedFacts, event: WatchedEvent) => {
    const { atMs, outcome } = event
    const person = recipientIn(event.person)
    if (range !== undefined && ranges.add(range, person, atMs) >= thresholds.recipientsPerRange)
      suspects.suspect('number_range', range)
    if (
      address !== undefined &&
      addresses.add(address, person, atMs) >= thresholds.recipientsPerAddress
    )
      suspects.suspect('address', address)
    if (country === undefined || outcome !== 'opened') return
    sends.add(country, atMs)
    suspects.suspect('conversion', country)
  }

  const attempted = ({ country }: WatchedFacts, { outcome, atMs }: WatchedEvent) => {
    if (outcome === 'verified' && country !== undefined) verified.add(country, atMs)
    if (outcome !== 'wrong' && outcome !== 'wrong_and_locked') return
    wrong.add('all', atMs)
    suspects.suspect('wrong_codes', 'all')
  }

  const observers: Readonly<Record<string, (facts: WatchedFacts, event: WatchedEvent) => void>> = {
    'code.opened': opened,
    'code.attempted': attempted,
    'abuse.detected': ({ kind = '', target = '' }, { atMs }) =>
      suspects.reported(kind, target, atMs),
  }

  /** How much there is of a kind, if that is too much. */
  const excess: Readonly<Record<AbuseKind, (target: string, nowMs: number) => number | undefined>> =
    {
      number_range: (target, nowMs) =>
        over(ranges.count(target, nowMs), thresholds.recipientsPerRange),
      address: (target, nowMs) =>
        over(addresses.count(target, nowMs), thresholds.recipientsPerAddress),
      wrong_codes: (target, nowMs) => over(wrong.count(target, nowMs), thresholds.wrongCodes),
      conversion: (target, nowMs) => {
        const count = over(sends.count(target, nowMs), thresholds.conversionSendsAtLeast)
        if (count === undefined) return undefined
        return verified.count(target, nowMs) < count * thresholds.conversionAtLeast
          ? count
          : undefined
      },
    }

  return {
    observe: (event) => observers[event.type]?.(readFacts(event.facts), event),
    alarms: (nowMs) => {
      const found: AbuseAlarm[] = []
      for (const { kind, target } of suspects.take(nowMs)) {
        const count = excess[kind](target, nowMs)
        if (count === undefined) continue
        found.push({ kind, target, count })
        suspects.reported(kind, target, nowMs)
        if (found.length === alarmsAtMost) break
      }
      return found
    },
  }
}

const over = (count: number, threshold: number): number | undefined =>
  count >= threshold ? count : undefined

/**
 * The part of `person` that is the same in all events about one recipient. Twelve characters tell
 * recipients apart, and so short a text is a copy that does not keep the whole event in memory.
 */
const recipientIn = (person: string | null): string => person?.split('"', 4)[3]?.slice(0, 12) ?? ''
