import { readEmail } from '../../engine/recipient.ts'
import { actionFields, actionForDigest, hasActionForDigest } from './proof.ts'
import { email, purpose } from './recipient.ts'
import { callerFields, messageFields } from './send.ts'
import { verifiedExample, verifiedFields } from './verify.ts'
import { z } from './zod.ts'

/** Body of `POST /api/magic-link/send`. */
export const linkSendBody = z
  .object({
    purpose: purpose.openapi({ example: 'sign_in' }),
    email,
    redirect_to: z.string().max(2000).optional().openapi({
      description:
        'Where the person goes on afterwards: one of the `redirects` of the configuration. Without it the page says to go back.',
      example: 'https://app.acme.example/signed-in',
    }),
    ...messageFields,
    ...callerFields,
  })
  .openapi('MagicLinkRequest')

/** The recipient of a body that was validated. */
export const linkRecipientOf = ({ email: typed }: { readonly email: string }) => readEmail(typed)

/** Body of `POST /api/magic-link/verify`. */
export const linkVerifyBody = z
  .object({
    token: z.string().max(5000).openapi({ example: 'cl_…', description: '`token` of the link.' }),
    ...actionFields,
    ...callerFields,
  })
  .refine(hasActionForDigest, actionForDigest)
  .openapi('MagicLinkVerifyRequest')

/** Answer of `POST /api/magic-link/verify`. */
export const linkVerifiedAnswer = z
  .object({
    ...verifiedFields,
    redirect_to: z
      .string()
      .optional()
      .openapi({ description: 'Where the person goes on, if somebody said so.' }),
  })
  .openapi('MagicLinkVerified', { example: verifiedExample })
