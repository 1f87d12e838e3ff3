import { findingKinds } from '../../../engine/audit/finding.ts'
import { showEvent } from '../../../engine/audit/show-event.ts'
import { verifyLog } from '../../../engine/audit/verify-log.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { answer, problem } from '../../answer.ts'
import { auditList, auditQuery, auditVerdict } from '../../contract/admin/lists.ts'
import type { AdminParts } from '../../parts.ts'
import type { Route } from '../../route.ts'
import { readPosition, writePosition } from './audit-position.ts'

const listRoute = ({ plain }: AdminRoute, { store }: AdminParts): Route =>
  plain(
    {
      method: 'get',
      path: '/audit',
      role: 'viewer',
      summary: 'What happened',
      query: auditQuery,
      success: { schema: auditList, description: 'Newest first.' },
      problems: ['invalid_request'],
    },
    async ({ query: { limit, before, type, from, to } }) => {
      const position = before === undefined ? undefined : readPosition(before)
      if (before !== undefined && position === undefined)
        return problem('invalid_request', { detail: 'before: is not the end of a page' })
      const events = await store.audit.list({
        rowsAtMost: limit,
        before: position,
        types: type?.split(','),
        fromMs: from === undefined ? undefined : Date.parse(from),
        toMs: to === undefined ? undefined : Date.parse(to),
      })
      const last = events.length < limit ? undefined : events.at(-1)
      return answer({ events: events.map(showEvent), next: last ? writePosition(last) : null })
    },
  )

const verifyRoute = ({ plain }: AdminRoute, { store, keyRing }: AdminParts): Route =>
  plain(
    {
      method: 'get',
      path: '/audit/verify',
      role: 'viewer',
      summary: 'Whether anything in the audit log was changed, removed or added',
      description:
        'Reads the whole log. A cut end or an older copy put back shows only with an exported checkpoint: use `countersign audit verify` for that.',
      success: { schema: auditVerdict, description: 'What was found.' },
    },
    async () => {
      const verdict = await verifyLog({ audit: store.audit, keys: keyRing.all('audit') })
      const findings = verdict.findings.map(({ at, problem: kind }) => ({
        ...{ at, problem: kind },
        meaning: findingKinds[kind],
      }))
      const status = findings.length === 0 ? 'genuine' : 'tampered'
      return answer({ ...verdict, status, findings })
    },
  )

/** `/api/admin/audit`. */
export const auditRoutes = (route: AdminRoute, parts: AdminParts): readonly Route[] => [
  listRoute(route, parts),
  verifyRoute(route, parts),
]
