import type { AdminParts } from '../../admin/admin-parts.ts'
import type { AdminRoute } from '../../admin/admin-route.ts'
import { answer, problem } from '../../answer.ts'
import {
  eraseAnswer,
  invalidateAnswer,
  invalidateBody,
  oneRecipientBody,
  unlockAnswer,
} from '../../contract/admin/recipients.ts'
import { recipientOf } from '../../contract/recipient.ts'
import type { Route } from '../../route.ts'
import { actorOf } from './actor.ts'

const shared = { method: 'post', role: 'operator' } as const

/** `/api/admin/recipients`. */
export const recipientRoutes = (route: AdminRoute, { operator }: AdminParts): readonly Route[] => [
  route(
    {
      ...shared,
      path: '/recipients/unlock',
      summary: 'Forget failures and locks of a recipient',
      body: oneRecipientBody,
      success: { schema: unlockAnswer, description: 'A new code can be asked for and used.' },
    },
    async ({ admin, body }) => {
      const recipient = recipientOf(body)
      if (recipient === undefined) return problem('invalid_request')
      const wasLocked = await operator.unlock({ recipient, actor: actorOf(admin) })
      return answer({ status: wasLocked ? 'unlocked' : 'was_not_locked' })
    },
  ),
  route(
    {
      ...shared,
      path: '/recipients/invalidate',
      summary: 'End what is outstanding for a recipient, or for everybody',
      description: 'Codes with their links, proofs, and sessions. Locks and cool-downs stay.',
      body: invalidateBody,
      success: { schema: invalidateAnswer, description: 'How much was ended.' },
    },
    async ({ admin, body }) => {
      const recipient = recipientOf(body)
      if (recipient === undefined && body.everybody !== true) return problem('invalid_request')
      const actor = actorOf(admin)
      const { codes, proofs, sessions } = await operator.invalidate({ recipient, actor })
      return answer({ status: 'invalidated', codes, proofs, sessions })
    },
  ),
  route(
    {
      ...shared,
      path: '/recipients/erase',
      summary: 'Erase a person',
      description:
        'Removes what is kept of a recipient, also the user who signs in with it and that user’s sessions. Events of the audit log stay, verify, and name the person no more.',
      body: oneRecipientBody,
      success: { schema: eraseAnswer, description: 'What was removed.' },
    },
    async ({ admin, body }) => {
      const recipient = recipientOf(body)
      if (recipient === undefined) return problem('invalid_request')
      const { rows, events } = await operator.erase({ recipient, actor: actorOf(admin) })
      return answer({ status: 'erased', rows, audit_events: events })
    },
  ),
]
