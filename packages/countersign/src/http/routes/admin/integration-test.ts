import { sendTest } from '../../../engine/operator/send-test.ts'
import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { answer, problem } from '../../answer.ts'
import {
  integrationPath,
  integrationTestAnswer,
  integrationTestBody,
} from '../../contract/admin/integrations.ts'
import { recipientOf } from '../../contract/recipient.ts'
import type { Route } from '../../route.ts'
import { actorOf } from './actor.ts'

/** `POST /api/admin/integrations/{id}/test`. */
export const integrationTestRoute = (route: AdminRoute, parts: AdminParts): Route =>
  route(
    {
      method: 'post',
      path: '/integrations/{id}/test',
      pathParameters: integrationPath,
      role: 'operator',
      summary: 'Send a test message through a provider',
      description:
        'Sends one message with a code that opens nothing, whatever the switches say, and tells what the provider answered.',
      body: integrationTestBody,
      success: { schema: integrationTestAnswer, description: 'What the provider answered.' },
      problems: ['not_found'],
    },
    async ({ admin, parameters: { id = '' }, body: { purpose, ...to } }) => {
      const recipient = recipientOf(to)
      const integration = parts.integrations.find(id)
      const row = (await parts.integrations.rows()).find((other) => other.id === id)
      if (integration === undefined || row === undefined) return problem('not_found')
      if (recipient === undefined) return problem('invalid_request')
      const outcome = await sendTest(parts, {
        provider: integration.providerFor(row.settings),
        ...{ channels: integration.channels, recipient, purpose, actor: actorOf(admin) },
      })
      if (outcome === undefined)
        return problem('invalid_request', {
          detail: `${id} carries nothing of such a purpose to such an address.`,
        })
      const reason = 'reason' in outcome ? (outcome.reason ?? null) : null
      return answer({ outcome: outcome.kind, reason })
    },
  )
