import { readDomain } from 'countersign'
import { z } from 'zod'

/** A domain as people write it, read into its one spelling. */
const domain = z.string().transform((typed, context) => {
  const read = readDomain(typed)
  if (read !== undefined) return read
  context.addIssue({ code: 'custom', message: 'must be a domain such as mail.example' })
  return z.NEVER
})

/** Email domains that this deployment judges by itself. */
export const emailDomainsSchema = z.strictObject({
  allow: z.array(domain).optional().meta({
    description: 'Domains that are not disposable, whatever the built-in list says.',
    default: [],
  }),
  deny: z.array(domain).optional().meta({
    description: 'Domains whose addresses no purpose takes. Stronger than `allow`.',
    default: [],
  }),
})

const prefix = z
  .string()
  .regex(/^\+[1-9][0-9]{0,14}$/, 'must be a plus and the first digits, such as +23355')

/** Beginnings of phone numbers that this deployment judges by itself. */
export const phonePrefixesSchema = z.strictObject({
  allow: z.array(prefix).optional().meta({
    description:
      'Beginnings of numbers that text messages go to whatever is known of their country and line, premium lines excepted: for ranges that are too new to be known.',
    default: [],
  }),
  deny: z.array(prefix).optional().meta({
    description: 'Beginnings of numbers that nothing is sent to. Stronger than `allow`.',
    default: [],
  }),
})
