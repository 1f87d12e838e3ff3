import { hasOneRecipient, oneRecipientMessage, recipientFields } from '../recipient.ts'
import { z } from '../zod.ts'

const fields = { phone_e164: recipientFields.phone_e164, email: recipientFields.email }

/** `POST /api/admin/recipients/unlock` and `/erase`. */
export const oneRecipientBody = z
  .strictObject(fields)
  .refine(hasOneRecipient, { message: oneRecipientMessage })
  .openapi('OneRecipient')

/** `POST /api/admin/recipients/invalidate`. */
export const invalidateBody = z
  .strictObject({
    ...fields,
    everybody: z.literal(true).optional().openapi({
      description: 'Ends what is outstanding for everybody. Instead of a recipient.',
    }),
  })
  .refine(
    ({ phone_e164, email, everybody }) =>
      [phone_e164, email, everybody].filter((given) => given !== undefined).length === 1,
    { message: 'give one of phone_e164, email and everybody' },
  )
  .openapi('Invalidation', { example: { everybody: true } })

/** What was unlocked. */
export const unlockAnswer = z.object({ status: z.enum(['unlocked', 'was_not_locked']) })

/** What was ended. */
export const invalidateAnswer = z.object({
  status: z.literal('invalidated'),
  codes: z.int().openapi({ description: 'Codes, with their links, that are refused from now on.' }),
  proofs: z.int().openapi({ description: 'Proofs that open nothing any more.' }),
  sessions: z.int().openapi({ description: 'Sessions that are over.' }),
})

/** What was removed. */
export const eraseAnswer = z.object({
  status: z.literal('erased'),
  rows: z.int(),
  audit_events: z.int(),
})
