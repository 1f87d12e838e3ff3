import type { IntegrationRow } from '../../../ports/switch.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { answer, problem } from '../../answer.ts'
import {
  integrationBody,
  integrationList,
  integrationRow,
  integrationTestAnswer,
  integrationTestBody,
} from '../../contract/admin/integrations.ts'
import { recipientOf } from '../../contract/recipient.ts'
import type { AdminParts } from '../../parts.ts'
import type { Route } from '../../route.ts'
import { actorOf } from './actor.ts'
import { isoTime } from './iso-time.ts'

/** `/api/admin/integrations`. */
export const integrationRoutes = (
  { plain, withBody }: AdminRoute,
  { store, operator, integrations }: AdminParts,
): readonly Route[] => {
  const toRow = ({ id, otpEnabled, settings, updatedAtMs }: IntegrationRow) => ({
    id,
    otp_enabled: otpEnabled,
    channels: integrations.get(id)?.channels ?? [],
    settings: JSON.parse(settings),
    updated_at: isoTime(updatedAtMs),
  })

  return [
    plain(
      {
        method: 'get',
        path: '/integrations',
        role: 'viewer',
        summary: 'Providers, and whether each may send',
        success: { schema: integrationList, description: 'All that are configured.' },
      },
      async () => {
        const rows = await store.integrations.list()
        return answer({ integrations: rows.filter(({ id }) => integrations.has(id)).map(toRow) })
      },
    ),
    withBody(
      {
        method: 'patch',
        path: '/integrations/{id}',
        role: 'operator',
        summary: 'Switch a provider off or on, or change its settings',
        description:
          'Counts for the next request on every running instance. Switched off, no code is sent through it; when this answers, it is not called any more.',
        body: integrationBody,
        success: { schema: integrationRow, description: 'As it is now.' },
        problems: ['not_found'],
      },
      async ({ admin, parameters: { id = '' }, body: { otp_enabled, settings } }) => {
        const integration = integrations.get(id)
        if (integration === undefined) return problem('not_found')
        const faults = settings === undefined ? [] : integration.checkSettings(settings)
        if (faults.length > 0)
          return problem('invalid_request', {
            detail: faults.map(({ path, message }) => `${path}: ${message}`).join('; '),
            errors: faults,
          })
        const change = { id, otpEnabled: otp_enabled, settings, actor: actorOf(admin) }
        const row = await operator.changeIntegration(change)
        return row === undefined ? problem('not_found') : answer(toRow(row))
      },
    ),
    testRoute(withBody, integrations),
  ]
}

const testRoute = (
  withBody: AdminRoute['withBody'],
  integrations: AdminParts['integrations'],
): Route =>
  withBody(
    {
      method: 'post',
      path: '/integrations/{id}/test',
      role: 'operator',
      summary: 'Send a test message through a provider',
      description:
        'Sends one message with a code that opens nothing, whatever the switches say, and tells what the provider answered.',
      body: integrationTestBody,
      success: { schema: integrationTestAnswer, description: 'What the provider answered.' },
      problems: ['not_found'],
    },
    async ({ admin, parameters: { id = '' }, body }) => {
      const recipient = recipientOf(body)
      const integration = integrations.get(id)
      if (integration === undefined) return problem('not_found')
      if (recipient === undefined) return problem('invalid_request')
      const outcome = await integration.sendTest(recipient, actorOf(admin))
      if (outcome === undefined)
        return problem('invalid_request', { detail: `${id} does not reach such an address.` })
      const reason = 'reason' in outcome ? (outcome.reason ?? null) : null
      return answer({ outcome: outcome.kind, reason })
    },
  )
