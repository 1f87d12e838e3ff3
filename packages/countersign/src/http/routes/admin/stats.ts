import type { AuditEvent, AuditStore } from '../../../ports/audit.ts'
import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { isoTime } from '../../admin/rows/iso-time.ts'
import { answer } from '../../answer.ts'
import { stats, statsQuery } from '../../contract/admin/lists.ts'
import type { Route } from '../../route.ts'

const pageRows = 1000

/** More than this would make an operator, and the database, wait. Metrics have the whole truth. */
const eventsAtMost = 50_000

const types = ['code.settled', 'code.attempted'] as const

interface Counted {
  readonly type: string
  readonly outcome: string
  readonly purpose: string
  readonly country: string | undefined
}

const toCounted = ({ type, outcome, facts }: AuditEvent): Counted => {
  const { purpose = '', country } = JSON.parse(facts) as { purpose?: string; country?: string }
  return { type, outcome, purpose, country }
}

const readSince = async (audit: AuditStore, fromMs: number) => {
  const events: Counted[] = []
  let before: AuditEvent | undefined
  while (events.length < eventsAtMost) {
    const page = await audit.list({ rowsAtMost: pageRows, types, fromMs, before })
    events.push(...page.map(toCounted))
    before = page.at(-1)
    if (page.length < pageRows) return { events, isComplete: true }
  }
  return { events, isComplete: false }
}

const countBy = (
  events: readonly Counted[],
  nameOf: (event: Counted) => string | undefined,
): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>()
  for (const event of events) {
    const name = nameOf(event)
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

const summarise = (events: readonly Counted[]) => {
  const having = (type: string, outcomes: readonly string[]) =>
    events.filter((event) => event.type === type && outcomes.includes(event.outcome))
  const sent = having('code.settled', ['accepted', 'unknown'])
  const verified = having('code.attempted', ['verified'])
  return {
    sent: sent.length,
    verified: verified.length,
    wrong: having('code.attempted', ['wrong', 'wrong_and_locked']).length,
    failed: having('code.settled', ['refused']).length,
    conversion: sent.length === 0 ? null : verified.length / sent.length,
    sent_by_purpose: countBy(sent, ({ purpose }) => purpose),
    verified_by_purpose: countBy(verified, ({ purpose }) => purpose),
    sent_by_country: countBy(sent, ({ country }) => country),
    verified_by_country: countBy(verified, ({ country }) => country),
  }
}

/** `/api/admin/stats`. */
export const statsRoutes = (route: AdminRoute, { store, clock }: AdminParts): readonly Route[] => [
  route(
    {
      method: 'get',
      path: '/stats',
      role: 'viewer',
      summary: 'How sending went lately',
      query: statsQuery,
      success: { schema: stats, description: 'Counted from the audit log.' },
    },
    async ({ query: { hours } }) => {
      const sinceMs = clock.now() - hours * 3_600_000
      const { events, isComplete } = await readSince(store.audit, sinceMs)
      return answer({ since: isoTime(sinceMs), is_complete: isComplete, ...summarise(events) })
    },
  ),
]
