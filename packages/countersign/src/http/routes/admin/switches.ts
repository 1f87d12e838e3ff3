import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { switchRow as toRow } from '../../admin/rows/switch-row.ts'
import { targetFault } from '../../admin/switch-target.ts'
import { answer, problem } from '../../answer.ts'
import {
  switchBody,
  switchList,
  switchOnAnswer,
  switchOnBody,
  switchPath,
  switchRow,
} from '../../contract/admin/switches.ts'
import type { Route } from '../../route.ts'
import { actorOf } from './actor.ts'

const listRoute = (route: AdminRoute, { store }: AdminParts): Route =>
  route(
    {
      method: 'get',
      path: '/switches',
      role: 'viewer',
      summary: 'What stops sending now',
      description: 'Integrations have a switch of their own besides: `otp_enabled`.',
      success: { schema: switchList, description: 'Newest first.' },
    },
    async () => answer({ switches: (await store.switches.list()).map(toRow) }),
  )

const offRoute = (route: AdminRoute, parts: AdminParts): Route =>
  route(
    {
      method: 'post',
      path: '/switches',
      role: 'operator',
      summary: 'Stop sending',
      description:
        'Stops all sending, or that of a channel, an integration, a country or a purpose. When this answers, no call of a provider starts any more for what it stops, on any instance.',
      body: switchBody,
      success: { schema: switchRow, description: 'It is off.' },
    },
    async ({ admin, body: { scope, target = null, reason, seconds } }) => {
      const message = targetFault(parts, { scope, target })
      if (message !== undefined)
        return problem('invalid_request', {
          detail: `target: ${message}`,
          errors: [{ path: 'target', message }],
        })
      const forMs = seconds === undefined ? undefined : seconds * 1000
      const off = { scope, target, reason, forMs, actor: actorOf(admin) }
      const row = toRow(await parts.operator.switchOff(off))
      await parts.untilNoneStarts()
      return answer(row)
    },
  )

const onShared = {
  method: 'delete',
  role: 'operator',
  summary: 'Let sending go on',
  success: { schema: switchOnAnswer, description: 'It stops nothing any more.' },
  problems: ['not_found'],
} as const

const on = async (
  { operator }: AdminParts,
  ids: readonly string[],
  actor: string,
): Promise<ReturnType<typeof answer>> => {
  let switches = 0
  for (const id of ids) if (await operator.switchOn({ id, actor })) switches += 1
  return switches > 0
    ? answer({ status: 'on', switches })
    : problem('not_found', { detail: 'There is no such switch, or it has ended.' })
}

const onByIdRoute = (route: AdminRoute, parts: AdminParts): Route =>
  route(
    {
      ...onShared,
      path: '/switches/{id}',
      pathParameters: switchPath,
      description: 'Takes one switch away. Others that stop the same thing go on stopping it.',
    },
    ({ admin, parameters: { id = '' } }) => on(parts, [id], actorOf(admin)),
  )

const onRoute = (route: AdminRoute, parts: AdminParts): Route =>
  route(
    {
      ...onShared,
      path: '/switches',
      description:
        'Takes one switch away, or all with the same `scope` and `target`. Wider and narrower ones stay.',
      body: switchOnBody,
    },
    async ({ admin, body }) => {
      const ids = 'id' in body ? [body.id] : await idsOf(parts, body)
      return on(parts, ids, actorOf(admin))
    },
  )

const idsOf = async (
  { store }: AdminParts,
  { scope, target = null }: { readonly scope: string; readonly target?: string | null | undefined },
): Promise<readonly string[]> =>
  (await store.switches.list())
    .filter((row) => row.scope === scope && row.target === target)
    .map(({ id }) => id)

/** `/api/admin/switches`. */
export const switchRoutes = (route: AdminRoute, parts: AdminParts): readonly Route[] => [
  listRoute(route, parts),
  offRoute(route, parts),
  onRoute(route, parts),
  onByIdRoute(route, parts),
]
