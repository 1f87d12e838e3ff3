import { type ErrorCode, errorCodes } from '../../ports/error.ts'
import { z } from './zod.ts'

/** Codes that are for the command line only are left out. */
const codes = (Object.keys(errorCodes) as ErrorCode[]).filter(
  (code) => code !== 'invalid_configuration',
)

/** Every error answer (RFC 9457). */
export const problemAnswer = z
  .object({
    type: z.string().openapi({ example: '/docs#rate_limited' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'A sentence the person can act on.' }),
    code: z.enum(codes),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: 'Which field is wrong and why; only with invalid_request.' }),
  })
  .openapi('Problem')
