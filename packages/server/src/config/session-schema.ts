import { defaultSessionSettings } from 'countersign'
import { z } from 'zod'

const yearSeconds = 31_536_000

/** How long sessions last, and how many there are. */
export const sessionsSchema = z.strictObject({
  ttlSeconds: z.int().min(300).max(yearSeconds).optional().meta({
    description: 'A session ends after so many seconds, however much it is used.',
    default: defaultSessionSettings.ttlSeconds,
  }),
  idleSeconds: z.int().min(300).max(yearSeconds).optional().meta({
    description: 'A session ends when it is not used for so many seconds.',
    default: defaultSessionSettings.idleSeconds,
  }),
  perUserAtMost: z.int().min(1).max(100).optional().meta({
    description: 'Sessions that one user may have. For one more, the one least lately used ends.',
    default: defaultSessionSettings.perUserAtMost,
  }),
  changeContactWithinSeconds: z.int().min(60).max(yearSeconds).optional().meta({
    description:
      'A session may change phone and address of its user for so many seconds after signing in. Later the user signs in again first.',
    default: defaultSessionSettings.changeContactWithinSeconds,
  }),
})
