import type { AuditEvent } from '../../ports/audit.ts'
import { createRecentCounts, createRecentMembers } from './recent.ts'
import type { AbuseThresholds } from './thresholds.ts'

/** Kinds of abuse that are looked for. */
export const abuseKinds = {
  number_range: 'Many different numbers of one range were asked for: pumping.',
  address: 'One address asked for many different recipients.',
  conversion: 'Codes to one country are sent and hardly ever verified.',
  wrong_codes: 'Very many wrong codes were submitted, over all recipients.',
} as const

/** One of {@link abuseKinds}. */
export type AbuseKind = keyof typeof abuseKinds

/** Something that looks like abuse. */
export interface AbuseAlarm {
  readonly kind: AbuseKind
  /** Keyed hash of the range or address, or a country. */
  readonly target: string
  readonly count: number
}

/** Looks at events as they come. */
export interface AbuseWatch {
  observe(event: AuditEvent): void
  /** What is over its threshold now and was not reported within this window. */
  alarms(nowMs: number): readonly AbuseAlarm[]
}

/** What the facts of events hold that the watch reads. */
interface WatchedFacts {
  readonly purpose?: string
  readonly country?: string
  /** Keyed hash of the number without its last four digits. */
  readonly range?: string
  /** Keyed hash of the address that asked. */
  readonly address?: string
}

/**
 * Reads the audit log as it grows, so it sees what all instances did, costs the request nothing and
 * can be wrong about nothing that was not written down.
 */
export const createAbuseWatch = (thresholds: AbuseThresholds): AbuseWatch => {
  const windowMs = thresholds.windowSeconds * 1000
  const ranges = createRecentMembers(windowMs)
  const addresses = createRecentMembers(windowMs)
  const sends = createRecentCounts(windowMs)
  const verified = createRecentCounts(windowMs)
  const wrong = createRecentCounts(windowMs)
  const touched = new Map<AbuseKind, Set<string>>()
  const reportedAtMs = new Map<string, number>()

  const touch = (kind: AbuseKind, target: string) =>
    touched.set(kind, (touched.get(kind) ?? new Set()).add(target))

  const opened = ({ range, address, country }: WatchedFacts, person: string, atMs: number) => {
    if (range !== undefined) {
      ranges.add(range, person, atMs)
      touch('number_range', range)
    }
    if (address !== undefined) {
      addresses.add(address, person, atMs)
      touch('address', address)
    }
    if (country === undefined) return
    sends.add(country, atMs)
    touch('conversion', country)
  }

  const attempted = ({ country }: WatchedFacts, outcome: string, atMs: number) => {
    if (outcome === 'verified' && country !== undefined) verified.add(country, atMs)
    if (outcome !== 'wrong') return
    wrong.add('all', atMs)
    touch('wrong_codes', 'all')
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
    observe: ({ type, facts, person, outcome, atMs }) => {
      if (type === 'code.opened') opened(JSON.parse(facts), recipientIn(person), atMs)
      if (type === 'code.attempted') attempted(JSON.parse(facts), outcome, atMs)
    },
    alarms: (nowMs) => {
      const found = [...touched].flatMap(([kind, targets]) =>
        [...targets].flatMap((target): readonly AbuseAlarm[] => {
          const count = excess[kind](target, nowMs)
          return count === undefined ? [] : [{ kind, target, count }]
        }),
      )
      touched.clear()
      const fresh = found.filter(({ kind, target }) => {
        const last = reportedAtMs.get(`${kind} ${target}`)
        return last === undefined || last <= nowMs - windowMs
      })
      for (const { kind, target } of fresh) reportedAtMs.set(`${kind} ${target}`, nowMs)
      for (const [name, atMs] of reportedAtMs)
        if (atMs <= nowMs - windowMs) reportedAtMs.delete(name)
      return fresh
    },
  }
}

const over = (count: number, threshold: number): number | undefined =>
  count >= threshold ? count : undefined

/** The part of `person` that is the same in all events about one recipient. */
const recipientIn = (person: string | null): string => person?.split('"', 4)[3] ?? ''
