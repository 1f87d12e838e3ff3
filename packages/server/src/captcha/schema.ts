import { z } from 'zod'
import { captchaKind } from './kinds.ts'

/** The `captcha` of a configuration file: the settings of one kind, checked by it. */
export const captchaSchema = z
  .strictObject({
    kind: z.enum(['recaptcha_v3', 'turnstile', 'hcaptcha']).meta({
      description: 'Which service. Its secret is in the file `captcha_secret`.',
    }),
    siteKey: z.string().optional().meta({
      description:
        'Public key of your site. hCaptcha is asked with it; the others know it from the secret.',
      default: '',
    }),
    minScore: z.number().optional().meta({
      description: '`recaptcha_v3` only: the lowest score that passes, 0 (a machine) to 1.',
      default: 0.5,
    }),
    verifyUrl: z.string().optional().meta({
      description: 'Where the service is asked. Change it for a fake.',
      default: "the service's own",
    }),
  })
  .superRefine(({ kind, ...settings }, context) => {
    const checked = captchaKind(kind)?.settingsSchema.safeParse(settings)
    for (const { path, message } of checked?.error?.issues ?? [])
      context.addIssue({ code: 'custom', path, message })
  })
