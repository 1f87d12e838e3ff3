/** A captcha that was done. */
interface Done {
  readonly action: string
  readonly hostname: string
  readonly score: number
  readonly at: string
}

/** What the services do differently. */
export interface CaptchaDialect {
  /** Where it is asked, as at the real service. */
  readonly path: string
  /** Code for a token that is too old or was used before. */
  readonly spent: string
  /** What it says of a captcha that was passed. */
  success(done: Done): object
}

/** The services there are. */
export const dialects = {
  recaptcha_v3: {
    path: '/recaptcha/api/siteverify',
    spent: 'timeout-or-duplicate',
    success: ({ action, hostname, score, at }) => ({
      ...{ success: true, challenge_ts: at, hostname, score, action },
    }),
  },
  turnstile: {
    path: '/turnstile/v0/siteverify',
    spent: 'timeout-or-duplicate',
    success: ({ action, hostname, at }) => ({
      ...{ success: true, 'error-codes': [], challenge_ts: at, hostname, action },
      ...{ cdata: '', metadata: { interactive: false } },
    }),
  },
  hcaptcha: {
    path: '/siteverify',
    spent: 'invalid-or-already-seen-response',
    success: ({ hostname, at }) => ({ success: true, challenge_ts: at, hostname, credit: false }),
  },
} as const satisfies Record<string, CaptchaDialect>
