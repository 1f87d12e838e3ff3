import { actionFields, actionForDigest, hasActionForDigest, proofExample } from './proof.ts'
import { recipientFields } from './recipient.ts'
import { callerFields } from './send.ts'
import { z } from './zod.ts'

/** Body of `POST /api/otp/redeem`. */
export const redeemBody = z
  .object({
    ...recipientFields,
    token: z.string().max(1000).openapi({
      description: '`proof_token` or `step_up_token`, as verify gave it.',
      example: proofExample,
    }),
    subject: callerFields.subject.openapi({
      description: 'Which of your users it must be for, as stated when the code was verified.',
    }),
    ...actionFields,
  })
  .refine(
    ({ phone_e164, email }) => phone_e164 === undefined || email === undefined,
    'give phone_e164 or email, not both',
  )
  .refine(hasActionForDigest, actionForDigest)
  .openapi('RedeemRequest')

/** Answer of `POST /api/otp/redeem`. */
export const redeemedAnswer = z
  .object({
    status: z.literal('redeemed'),
    purpose: z.string().openapi({ example: 'login' }),
    recipient: z.string().openapi({
      description: 'Whose code was verified: phone in E.164 form, or email address.',
      example: '+233244123456',
    }),
    verified_at: z.iso
      .datetime()
      .openapi({ description: 'When the code was verified.', example: '2026-01-01T12:00:00.000Z' }),
    subject: z
      .string()
      .optional()
      .openapi({ description: 'Your user, if one was stated when the code was verified.' }),
  })
  .openapi('Redeemed')
