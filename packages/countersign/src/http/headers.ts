/** Headers of every answer: nothing here may be cached, framed, sniffed or followed by a referrer. */
export const baseHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** Headers of a JSON answer. */
export const jsonHeaders = {
  ...baseHeaders,
  'content-type': 'application/json; charset=utf-8',
} as const

/** Headers of a page with one style sheet and at most one script, both known by their hash. */
export const pageHeaders = (hashes: {
  readonly style: string
  readonly script?: string
  readonly formAction?: string
}) => ({
  ...baseHeaders,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src '${hashes.style}'`,
    // The empty icon that keeps browsers from asking for one.
    'img-src data:',
    ...(hashes.script === undefined ? [] : [`script-src '${hashes.script}'`, "connect-src 'self'"]),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    `form-action ${hashes.formAction ?? "'none'"}`,
  ].join('; '),
})

/** Headers of an email that is shown as a page: its styles stand in it, and it may do nothing. */
export const emailHeaders = {
  ...baseHeaders,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    'sandbox',
  ].join('; '),
} as const
