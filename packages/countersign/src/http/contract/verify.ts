import { hasOneRecipient, oneRecipientMessage, recipientFields } from './recipient.ts'
import { callerFields } from './send.ts'
import { z } from './zod.ts'

/** Body of `POST /api/otp/verify`. */
export const verifyBody = z
  .object({
    ...recipientFields,
    code: z.string().max(64).openapi({
      example: '123456',
      description: 'The code as typed; spaces and hyphens in it do not matter.',
    }),
    ...callerFields,
  })
  .refine(hasOneRecipient, oneRecipientMessage)
  .openapi('VerifyRequest')

/** Answer of `POST /api/otp/verify`. */
export const verifiedAnswer = z
  .object({
    status: z.literal('verified'),
    session_token: z.string().optional().openapi({
      description:
        'Token of the session that the code began, if the purpose grants one. Only for callers with an API key or a bearer token: browsers get a cookie instead.',
    }),
  })
  .openapi('Verified')
