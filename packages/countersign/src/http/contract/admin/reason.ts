import { z } from '../zod.ts'
import { isPlainText, plainTextMessage } from './plain-text.ts'

/** An email address, or nine digits and more: a reason stays for good, also when a person is erased. */
const namesSomebody = /[^\s@]@[^\s@]|\d(?:[ ().-]?\d){8}/

/** Why somebody does something: for whoever reads it later. */
export const reason = z
  .string()
  .trim()
  .min(3)
  .max(300)
  .refine(isPlainText, plainTextMessage)
  .refine((text) => !namesSomebody.test(text), 'must name no phone and no email address')
  .openapi({
    example: 'The provider is down',
    description: 'Why, in one line. It goes to the audit log for good, so it may name nobody.',
  })
