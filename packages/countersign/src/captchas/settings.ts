import { z } from 'zod'
import { baseUrlSchema } from '../exchange/base-url.ts'

/** Settings that every kind has. */
export const sharedSettings = (verifyUrl: string) => ({
  siteKey: z.string().min(1).max(200).optional().meta({
    description: 'Public key of your site, which your pages show to the service.',
    default: '',
  }),
  verifyUrl: baseUrlSchema(verifyUrl),
})
