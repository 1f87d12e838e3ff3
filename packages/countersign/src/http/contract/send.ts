import { hasOneRecipient, oneRecipientMessage, recipientFields } from './recipient.ts'
import { z } from './zod.ts'

/** Who asks, as stated by a server with an API key. */
export const callerFields = {
  subject: z.string().min(1).max(200).optional().openapi({
    description: "API key only: the id of the user in the caller's own system.",
  }),
  client_ip: z
    .union([z.ipv4().openapi({ format: 'ipv4' }), z.ipv6().openapi({ format: 'ipv6' })])
    .optional()
    .openapi({
      description: 'API key only: the address of the person behind the caller.',
      example: '198.51.100.7',
    }),
}

/** How the message is to be, and that a person asks for it. */
export const messageFields = {
  locale: z
    .string()
    .max(35)
    .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'must be a language tag such as en or en-GH')
    .optional()
    .openapi({
      description:
        'Language of the message, BCP 47. The default language of the deployment if there is none like it.',
      example: 'en',
    }),
  captcha_token: z
    .string()
    .max(4096)
    .regex(/^[\x21-\x7e]+$/, 'must be the token that the captcha gave')
    .optional()
    .openapi({
      description:
        'Token of a captcha that the person did, with the name of the purpose as its action. For purposes that ask for one; not needed with an API key.',
    }),
}

/** Body of `POST /api/otp/send` and `/resend`. */
export const sendBody = z
  .object({
    ...recipientFields,
    channel: z.enum(['sms', 'email', 'whatsapp']).optional().openapi({
      description: 'One of the channels of the purpose. Its first that fits if left out.',
    }),
    ...messageFields,
    ...callerFields,
  })
  .refine(hasOneRecipient, oneRecipientMessage)
  .openapi('SendRequest')

/** Answer of `POST /api/otp/send` and `/resend`. */
export const sentAnswer = z
  .object({
    status: z.literal('sent'),
    expires_in: z.int().openapi({ description: 'Seconds until the code expires.', example: 300 }),
    resend_in: z
      .int()
      .openapi({ description: 'Seconds until another may be asked for.', example: 60 }),
  })
  .openapi('Sent')
