import { z } from './zod.ts'

const integration = z.string().openapi({
  description: 'Id of the integration, for example `twilio`.',
  example: 'twilio',
})

/** Path of a callback that is signed. */
export const signedPath = z.object({ integration })

/** Path of a callback that is not. */
export const tokenPath = z.object({
  integration,
  token: z.string().openapi({ description: 'What the secret file `webhook_token` holds.' }),
})
