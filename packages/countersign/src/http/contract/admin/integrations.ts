import { hasOneRecipient, oneRecipientMessage, recipientFields } from '../recipient.ts'
import { z } from '../zod.ts'
import { reason } from './reason.ts'

/** An integration as administrators see it. Secrets are not a part of it. */
export const integrationRow = z
  .object({
    id: z.string().openapi({ example: 'arkesel' }),
    otp_enabled: z.boolean().openapi({ description: 'Its own switch.' }),
    channels: z.array(z.string()).openapi({ example: ['sms'] }),
    settings: z.record(z.string(), z.unknown()).openapi({
      example: { senderId: 'Acme' },
      description: 'Settings that replace those of the configuration file.',
    }),
    updated_at: z.iso.datetime(),
  })
  .openapi('Integration')

/** `GET /api/admin/integrations`. */
export const integrationList = z.object({ integrations: z.array(integrationRow) })

/** `PATCH /api/admin/integrations/{id}`. */
export const integrationBody = z
  .strictObject({
    otp_enabled: z.boolean().optional().openapi({ example: false }),
    settings: z
      .record(z.string().max(64), z.unknown())
      .optional()
      .openapi({
        example: { senderId: 'Acme' },
        description:
          'Replaces the settings of before. Checked like those of the configuration file, which they change one by one. `{}` goes back to the file. Secrets are not settings, and what decides where secrets and codes go, such as `baseUrl` or `url`, can be changed in the configuration file only.',
      }),
    reason: reason.optional(),
  })
  .refine(({ otp_enabled, settings }) => otp_enabled !== undefined || settings !== undefined, {
    message: 'give otp_enabled, settings or both',
  })
  .openapi('IntegrationChange', {
    example: { otp_enabled: false, reason: 'The provider is down' },
  })

/** Path of one integration. */
export const integrationPath = z.object({
  id: z.string().openapi({ description: 'Id of the integration.', example: 'arkesel' }),
})

/** `POST /api/admin/integrations/{id}/test`. */
export const integrationTestBody = z
  .strictObject({
    phone_e164: recipientFields.phone_e164,
    email: recipientFields.email,
    purpose: recipientFields.purpose.optional().openapi({
      description: 'Whose text is sent. The first one that the provider can serve, if left out.',
    }),
  })
  .refine(hasOneRecipient, { message: oneRecipientMessage })
  .openapi('IntegrationTest')

/** What became of a test message. */
export const integrationTestAnswer = z.object({
  outcome: z.string().openapi({
    example: 'accepted',
    description: '`accepted`, `unknown`, or why it was not sent.',
  }),
  reason: z
    .string()
    .nullable()
    .openapi({ example: null, description: 'A code of the provider, or a word of ours.' }),
})
