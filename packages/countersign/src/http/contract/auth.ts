import { z } from './zod.ts'

/** What the sign-in API says of everything that goes wrong. */
export const failureAnswer = z
  .object({
    success: z.literal(false),
    message: z.string().openapi({
      description: 'A sentence the person can act on.',
      example: 'Invalid or expired code',
    }),
  })
  .openapi('Failure')

const success = z.literal(true)

const message = z
  .string()
  .openapi({ example: 'Done', description: 'A sentence the person may read.' })

const noPhone = 'must be a valid phone number'
const noEmail = 'must be an email address'
const noCode = 'must be the code as typed, with at most 64 characters'

const contactFields = {
  phoneNumber: z.string(noPhone).max(20, noPhone).optional().openapi({
    example: '+919876543210',
    description:
      'Phone as it is written in the country of `defaultCountry`, ten digits in India, or in E.164 form.',
  }),
  email: z
    .string(noEmail)
    .max(320, noEmail)
    .optional()
    .openapi({ example: 'ama@example.com', description: 'Email address, instead of a phone.' }),
}

/** Body of `POST /api/auth/otp/request` and `/resend`. */
export const signInRequestBody = z
  .object({
    ...contactFields,
    captchaToken: z
      .string()
      .max(4096)
      .regex(/^[\x21-\x7e]+$/, 'must be the token that the captcha gave')
      .optional()
      .openapi({
        description:
          'Token of a captcha that the person did, with the action `sign_in`. Only if the purpose asks for one.',
      }),
  })
  .openapi('SignInCodeRequest')

/** Body of `POST /api/auth/otp/verify`. */
export const signInVerifyBody = z
  .object({
    ...contactFields,
    otp: z.string(noCode).max(64, noCode).openapi({
      example: '123456',
      description: 'The code as typed; spaces and hyphens in it do not matter.',
    }),
  })
  .openapi('SignInVerifyRequest')

/** Answer of `POST /api/auth/otp/request` and `/resend`. */
export const signInSentAnswer = z
  .object({
    success,
    message: message.openapi({ example: 'The code is on its way' }),
    expiresIn: z.int().openapi({ description: 'Seconds until the code expires.', example: 600 }),
    resendIn: z
      .int()
      .openapi({ description: 'Seconds until another may be asked for.', example: 60 }),
    otp: z.string().optional().openapi({
      description: 'The code itself: only in development, with the console provider.',
    }),
  })
  .openapi('SignInCodeSent')

/** A user as the user itself may see it. */
export const userAnswer = z
  .object({
    id: z.string().openapi({ example: '5f1c1d0b7f5e4e0c9a5b2f4f6b1d9c11' }),
    phoneNumber: z
      .string()
      .optional()
      .openapi({ description: 'Verified phone, E.164.', example: '+919876543210' }),
    email: z.string().optional().openapi({ description: 'Verified email address.' }),
    username: z.string().optional(),
    isGuest: z.boolean().openapi({ description: 'Signed in, but has not chosen a name yet.' }),
    phoneVerifiedAt: z
      .string()
      .optional()
      .openapi({ format: 'date-time', description: 'When the phone was proven last.' }),
    isNew: z
      .literal(true)
      .optional()
      .openapi({ description: 'The user was made for this very code.' }),
  })
  .openapi('User')

/** Answer of `POST /api/auth/otp/verify`. */
export const signedInAnswer = z
  .object({
    success,
    message: message.openapi({ example: 'You are signed in' }),
    token: z.string().openapi({
      description: 'The session token, for clients without cookies. Browsers have it as a cookie.',
      example: 'cs_1.…',
    }),
    user: userAnswer,
  })
  .openapi('SignedIn')

/** Answer of `GET` and `PATCH /api/auth/me`. */
export const meAnswer = z.object({ success, user: userAnswer }).openapi('Me')

/** Body of `PATCH /api/auth/me`. */
export const meBody = z
  .strictObject({
    username: z
      .string()
      .trim()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9_.-]{2,29}$/,
        'must be 3 to 30 letters, digits, dots, hyphens or underscores',
      )
      // Last: other letters that lower case makes of A to Z, such as the Kelvin sign, are refused before.
      .toLowerCase()
      .openapi({ example: 'ama', description: 'Upper and lower case are one name.' }),
  })
  .openapi('MeChange')

/** Answer that says no more than that it was done. */
export const doneAnswer = z.object({ success, message }).openapi('Done')

/** Answer of `POST /api/auth/rotate`. */
export const rotatedAnswer = z
  .object({
    success,
    message,
    token: z.string().optional().openapi({
      description: 'The new token, if the old one came as a bearer; otherwise it is in the cookie.',
    }),
  })
  .openapi('Rotated')

/** Path of one session. */
export const sessionPath = z.object({
  id: z.string().openapi({ description: 'Id of the session, from the list.', example: '1' }),
})

/** Answer of `GET /api/auth/sessions`. */
export const sessionsAnswer = z
  .object({
    success,
    sessions: z.array(
      z
        .object({
          id: z.string().openapi({ example: '1' }),
          label: z.string().openapi({ example: 'Chrome on Android' }),
          createdAt: z.string().openapi({ format: 'date-time' }),
          lastSeenAt: z.string().openapi({ format: 'date-time' }),
          isCurrent: z.boolean().openapi({ description: 'The one that asks.' }),
        })
        .openapi('Session'),
    ),
  })
  .openapi('Sessions')
