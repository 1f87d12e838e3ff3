import { localeTags, templateProblem } from 'countersign'
import { z } from 'zod'

const template = (part: Parameters<typeof templateProblem>[1], longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .superRefine((text, context) => {
      const message = templateProblem(text, part)
      if (message !== undefined) context.addIssue({ code: 'custom', message })
    })

const language = z.enum(localeTags, `there are texts in ${localeTags.join(', ')} only`)

/** Languages by which a message may be asked for. */
export const defaultLocaleSchema = language.optional().meta({
  description: 'Language for requests that name none, or one that there are no texts in.',
  default: 'en',
})

/** Texts of one purpose in the configuration file. */
export const messagesSchema = z.strictObject({
  sms: z.partialRecord(language, template('sms', 1000)).optional().meta({
    description:
      'Text messages by language. Each holds `{code}`, and may hold `{brand}`, `{host}`, `{validity}` ("5 minutes") and `{minutes}` ("5"). The line that binds the code to your host is added.',
    default: {},
  }),
  email: z
    .partialRecord(
      language,
      z.strictObject({
        subject: template('subject', 200).meta({
          description: 'Subject. It must not hold `{code}`.',
        }),
        text: template('email', 10_000).meta({
          description:
            'Paragraphs with an empty line in between. One that is `{code}` alone is shown large. The HTML part is made from the same text.',
        }),
      }),
    )
    .optional()
    .meta({ description: 'Emails by language.', default: {} }),
  segmentsAtMost: z.int().min(1).max(4).optional().meta({
    description:
      'Segments that one of these text messages may need; each is paid for. With more than 1 they may also use characters outside GSM-7.',
    default: 1,
  }),
})

/** `messages` of a checked configuration file. */
export type CheckedMessages = Readonly<Record<string, z.output<typeof messagesSchema>>>
