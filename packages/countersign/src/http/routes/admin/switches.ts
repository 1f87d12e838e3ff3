import type { Switch } from '../../../ports/switch.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { answer, problem } from '../../answer.ts'
import { switchBody, switchList, switchRow } from '../../contract/admin/switches.ts'
import { z } from '../../contract/zod.ts'
import type { AdminParts } from '../../parts.ts'
import type { Route } from '../../route.ts'
import { actorOf } from './actor.ts'
import { isoTime } from './iso-time.ts'

const toRow = ({ createdAtMs, endsAtMs, ...rest }: Switch) => ({
  ...rest,
  created_at: isoTime(createdAtMs),
  ends_at: endsAtMs === null ? null : isoTime(endsAtMs),
})

/** `/api/admin/switches`. */
export const switchRoutes = (
  { plain, withBody }: AdminRoute,
  { store, operator, knownTargets }: AdminParts,
): readonly Route[] => [
  plain(
    {
      method: 'get',
      path: '/switches',
      role: 'viewer',
      summary: 'What stops sending now',
      success: { schema: switchList, description: 'Newest first.' },
    },
    async () => answer({ switches: (await store.switches.list()).map(toRow) }),
  ),
  withBody(
    {
      method: 'post',
      path: '/switches',
      role: 'operator',
      summary: 'Stop sending',
      description:
        'Stops all sending, or that of a channel, an integration, a country or a purpose. When this answers, no provider is called any more for what it stops, on any instance.',
      body: switchBody,
      success: { schema: switchRow, description: 'It is off.' },
    },
    async ({ admin, body: { scope, target = null, reason, seconds } }) => {
      const known = knownTargets(scope)
      if (target !== null && known !== undefined && !known.includes(target))
        return problem('invalid_request', {
          detail: `There is no such ${scope}.`,
          errors: [{ path: 'target', message: `must be one of: ${known.join(', ')}` }],
        })
      const forMs = seconds === undefined ? undefined : seconds * 1000
      const off = { scope, target, reason, forMs, actor: actorOf(admin) }
      return answer(toRow(await operator.switchOff(off)))
    },
  ),
  plain(
    {
      method: 'delete',
      path: '/switches/{id}',
      role: 'operator',
      summary: 'Let sending go on',
      description: 'Takes one switch away. Others that stop the same thing go on stopping it.',
      success: {
        schema: z.object({ status: z.literal('on') }),
        description: 'It stops nothing any more.',
      },
      problems: ['not_found'],
    },
    async ({ admin, parameters: { id = '' } }) =>
      (await operator.switchOn({ id, actor: actorOf(admin) }))
        ? answer({ status: 'on' })
        : problem('not_found'),
  ),
]
