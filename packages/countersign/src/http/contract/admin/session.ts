import { adminRoles } from '../../../ports/admin.ts'
import { z } from '../zod.ts'

/** `POST /api/admin/session`. */
export const signInBody = z
  .strictObject({
    token: z
      .string()
      .max(200)
      .optional()
      .openapi({ example: 'ca_…', description: 'An administrator’s token.' }),
    link: z.string().max(200).optional().openapi({ description: 'The token of a sign-in link.' }),
  })
  .refine(({ token, link }) => (token === undefined) !== (link === undefined), {
    message: 'give either token or link',
  })
  .openapi('SignIn', { example: { token: 'ca_…' } })

/** Who is signed in. */
export const adminAnswer = z
  .object({ name: z.string().openapi({ example: 'kofi' }), role: z.enum(adminRoles) })
  .openapi('Admin')

/** `DELETE /api/admin/session`. */
export const signedOutAnswer = z.object({ status: z.literal('signed_out') })
