import { actionFields, actionForDigest, hasActionForDigest, proofExample } from './proof.ts'
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
    ...actionFields,
    ...callerFields,
  })
  .refine(hasOneRecipient, oneRecipientMessage)
  .refine(hasActionForDigest, actionForDigest)
  .openapi('VerifyRequest')

/** What every answer to a right code has. */
export const verifiedFields = {
  status: z.literal('verified'),
  proof_token: z.string().optional().openapi({
    description: 'Opens one protected route, once. For every purpose but `step_up`.',
    example: proofExample,
  }),
  step_up_token: z.string().optional().openapi({
    description: 'The same for `step_up`.',
  }),
  session_token: z.string().optional().openapi({
    description:
      'Token of the session that began, if the purpose grants one. Only for callers with an API key or a bearer token: browsers get a cookie instead.',
  }),
  expires_in: z.int().optional().openapi({
    description: 'Seconds until the proof expires.',
    example: 300,
  }),
}

/** The answer that nearly every purpose gives. */
export const verifiedExample = { status: 'verified', proof_token: proofExample, expires_in: 300 }

/** Answer of `POST /api/otp/verify`. */
export const verifiedAnswer = z
  .object(verifiedFields)
  .openapi('Verified', { example: verifiedExample })
