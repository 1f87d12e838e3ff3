import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import type { SettingFault } from '../../admin/integrations.ts'
import { integrationRow as toRow } from '../../admin/rows/integration-row.ts'
import { answer, problem } from '../../answer.ts'
import {
  integrationBody,
  integrationList,
  integrationPath,
  integrationRow,
} from '../../contract/admin/integrations.ts'
import type { Route } from '../../route.ts'
import { actorOf } from './actor.ts'
import { integrationTestRoute } from './integration-test.ts'

const listRoute = (route: AdminRoute, { integrations }: AdminParts): Route =>
  route(
    {
      method: 'get',
      path: '/integrations',
      role: 'viewer',
      summary: 'Providers, and whether each may send',
      success: { schema: integrationList, description: 'All that a channel names.' },
    },
    async () => {
      const rows = await integrations.rows()
      return answer({ integrations: rows.map((row) => toRow(integrations, row)) })
    },
  )

const changeRoute = (
  route: AdminRoute,
  { operator, integrations, untilNoneStarts }: AdminParts,
): Route =>
  route(
    {
      method: 'patch',
      path: '/integrations/{id}',
      pathParameters: integrationPath,
      role: 'operator',
      summary: 'Switch a provider off or on, or change its settings',
      description:
        'Counts for the next request on every running instance. Switched off, no code is sent through it; when this answers, no call of it starts any more.',
      body: integrationBody,
      success: { schema: integrationRow, description: 'As it is now.' },
      problems: ['not_found'],
    },
    async ({ admin, parameters: { id = '' }, body }) => {
      const integration = integrations.find(id)
      if (integration === undefined) return noSuchIntegration()
      const { otp_enabled: otpEnabled, settings: given, reason } = body
      const faults = given === undefined ? [] : integration.faultsOf(given)
      if (faults.length > 0) return badSettings(faults)
      await integrations.rows()
      const settings = given && integration.changeable(given)
      const change = { id, otpEnabled, settings, reason, actor: actorOf(admin) }
      const row = await operator.changeIntegration(change)
      if (row === undefined) return noSuchIntegration()
      if (otpEnabled === false) await untilNoneStarts()
      return answer(toRow(integrations, row))
    },
  )

const noSuchIntegration = () =>
  problem('not_found', { detail: 'No channel names an integration of that id.' })

const badSettings = (faults: readonly SettingFault[]) => {
  const errors = faults.map(({ path, message }) => ({ path: `settings.${path}`, message }))
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return problem('invalid_request', { detail, errors })
}

/** `/api/admin/integrations`. */
export const integrationRoutes = (route: AdminRoute, parts: AdminParts): readonly Route[] => [
  listRoute(route, parts),
  changeRoute(route, parts),
  integrationTestRoute(route, parts),
]
