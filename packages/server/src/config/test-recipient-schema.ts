import { createSecret, readEmail, readPhone, type TestRecipient } from 'countersign'
import { z } from 'zod'

/** One test recipient in the configuration file, read into what the engine takes. */
export const testRecipientSchema = z
  .strictObject({
    recipient: z.string().meta({ description: 'Phone in E.164 form, or email address.' }),
    code: z
      .string()
      .regex(/^[0-9]{6,10}$/, 'must be 6 to 10 digits')
      .meta({ description: 'Its code. It works for purposes whose codes have as many digits.' }),
    until: z.union([z.iso.date(), z.iso.datetime()]).meta({
      description: 'From this date on it is a recipient like any other (ISO 8601, UTC).',
    }),
  })
  .transform(({ recipient, code, until }, context): TestRecipient => {
    const read = readPhone(recipient) ?? readEmail(recipient)
    const untilMs = Date.parse(until)
    if (read !== undefined) return { recipient: read, code: createSecret(code), untilMs }
    context.addIssue({
      code: 'custom',
      path: ['recipient'],
      message: 'must be a phone in E.164 form or an email address',
    })
    return z.NEVER
  })
