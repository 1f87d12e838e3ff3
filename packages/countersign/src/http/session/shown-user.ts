import type { z } from 'zod'
import type { SessionUser } from '../../engine/session/session-user.ts'
import type { userAnswer } from '../contract/auth.ts'

/** A user as the sign-in API tells it. What there is none of is left out. */
export const shownUser = (
  { phoneVerifiedAtMs, ...user }: SessionUser,
  isNew = false,
): z.input<typeof userAnswer> => ({
  ...user,
  phoneVerifiedAt:
    phoneVerifiedAtMs === undefined ? undefined : new Date(phoneVerifiedAtMs).toISOString(),
  ...(isNew && { isNew }),
})
