import type { arkeselAnswers } from 'countersign/testing/fake-services'
import { errorPage, type HttpTrouble, type SmtpStage } from 'countersign/testing/fake-services'

/** What Arkesel may answer, and what each answer means. */
export const arkeselRows: readonly (readonly [keyof typeof arkeselAnswers, ExpectedOutcome])[] = [
  ['unauthenticated', { kind: 'config', reason: 'http 401' }],
  ['no_balance', { kind: 'funds', reason: 'http 402' }],
  ['gateway_inactive', { kind: 'config', reason: 'http 403' }],
  ['invalid_sender', { kind: 'config', reason: 'http 422' }],
  ['invalid_number', { kind: 'bad_recipient', reason: 'http 422' }],
  ['throttled', { kind: 'throttled', reason: 'http 429', retryAfterMs: 7000 }],
  ['server_error', { kind: 'transient', reason: 'http 500' }],
  ['error_in_success', { kind: 'config', reason: 'http 200' }],
  ['number_error_in_success', { kind: 'bad_recipient', reason: 'http 200' }],
  ['invalid_numbers', { kind: 'bad_recipient', reason: 'invalid number' }],
  ['invalid_numbers_object', { kind: 'bad_recipient', reason: 'invalid number' }],
  ['partly_invalid', { kind: 'accepted' }],
  ['success_without_id', { kind: 'unknown', reason: 'no message id' }],
  ['without_status', { kind: 'unknown', reason: 'unreadable answer' }],
]

/** An outcome as a test expects it. */
export interface ExpectedOutcome {
  readonly kind: string
  readonly [field: string]: unknown
}

/** Codes of Twilio's refusals by their class. */
export const twilioRequestCodes = {
  config: [
    20003, 10001, 20404, 21604, 21608, 21212, 21401, 21606, 21617, 21602, 21703, 21704, 21705,
  ],
  throttled: [20429, 21611],
  bad_recipient: [21211, 21614, 21635],
  policy: [21408, 21612],
  opted_out: [21610],
}

/** Codes of messages that Twilio took and could not deliver, by their class. */
export const twilioDeliveryCodes = {
  throttled: [30001, 63018],
  config: [30002, 30034, 63016, 63021],
  transient: [30003, 30008],
  opted_out: [30004, 63014],
  bad_recipient: [30005, 30006, 63024],
  policy: [30007, 30450, 30453],
}

/** One row for each code. */
export const rowsOf = (codes: Readonly<Record<string, readonly number[]>>) =>
  Object.entries(codes).flatMap(([kind, list]) => list.map((code) => ({ code, kind })))

/** Codes of MSG91 by their class. */
export const msg91Codes = {
  config: [101, 102, 103, 106, 203, 207, 208, 418, 211, 302, 303, 310],
  bad_recipient: [202],
  funds: [301],
  policy: [306],
}

const resendErrors: readonly (readonly [status: number, kind: string, names: readonly string[]])[] =
  [
    [400, 'config', ['invalid_idempotency_key', 'validation_error']],
    [401, 'config', ['missing_api_key', 'restricted_api_key']],
    [403, 'config', ['invalid_api_key', 'suspended_api_key', 'invalid_permission']],
    [403, 'config', ['validation_error']],
    [404, 'config', ['not_found']],
    [405, 'config', ['method_not_allowed']],
    [409, 'config', ['invalid_idempotent_request']],
    [409, 'transient', ['concurrent_idempotent_requests', 'resource_locked']],
    [422, 'config', ['missing_required_field', 'missing_required_parameter', 'invalid_parameter']],
    [422, 'config', ['invalid_attachment', 'invalid_from_address', 'invalid_access']],
    [422, 'config', ['invalid_region']],
    [429, 'throttled', ['rate_limit_exceeded']],
    [429, 'funds', ['daily_quota_exceeded', 'monthly_quota_exceeded']],
    [451, 'policy', ['security_error']],
    [500, 'transient', ['application_error', 'internal_server_error']],
    [503, 'transient', ['service_unavailable']],
  ]

/** Every error that Resend names, with its class. */
export const resendRows = resendErrors.flatMap(([status, kind, names]) =>
  names.map((name) => ({ status, kind, name })),
)

/** Replies of a mail server at each stage, with their class. */
export const smtpRefusals: readonly (readonly [at: SmtpStage, reply: string, kind: string])[] = [
  ['connect', '421 4.3.2 shutting down', 'transient'],
  ['connect', '554 5.7.1 no', 'policy'],
  ['auth', '535 5.7.8 wrong password', 'config'],
  ['auth', '454 4.7.0 try later', 'transient'],
  ['mail', '421 4.3.2 shutting down', 'transient'],
  ['mail', '451 4.3.0 try later', 'transient'],
  ['mail', '503 5.5.1 bad sequence', 'transient'],
  ['mail', '530 5.7.0 sign in first', 'config'],
  ['mail', '550 5.7.1 not your address', 'config'],
  ['rcpt', '450 4.2.1 greylisted', 'transient'],
  ['rcpt', '452 4.2.2 mailbox full', 'transient'],
  ['rcpt', '550 5.1.1 no such user', 'bad_recipient'],
  ['rcpt', '550 no such user', 'bad_recipient'],
  ['rcpt', '551 5.1.6 moved', 'bad_recipient'],
  ['rcpt', '553 5.1.3 bad mailbox name', 'bad_recipient'],
  ['rcpt', '550 5.7.1 relaying denied', 'policy'],
  ['rcpt', '552 5.2.2 mailbox full', 'policy'],
  ['rcpt', '554 5.7.1 blocked', 'policy'],
  ['data', '451 4.3.0 try later', 'transient'],
  ['data', '554 5.5.1 no valid recipients', 'policy'],
  ['body', '451 4.3.0 try later', 'transient'],
  ['body', '550 5.7.1 looks like spam', 'policy'],
  ['body', '552 5.3.4 too big', 'policy'],
  ['body', '554 5.7.1 looks like spam', 'policy'],
]

const unknown = { kind: 'unknown' }

/** What any service over HTTP may do wrong (providers.md, section 9), and what each means. */
export const httpTroubleRows: readonly (readonly [string, HttpTrouble, ExpectedOutcome])[] = [
  ['a 500 with a page in HTML', errorPage(500), { kind: 'transient', reason: 'http 500' }],
  ['a 502 with a page in HTML', errorPage(502), { kind: 'transient', reason: 'http 502' }],
  ['a 503 with a page in HTML', errorPage(503), { kind: 'transient', reason: 'http 503' }],
  ['a 429 without Retry-After', errorPage(429), { kind: 'throttled', reason: 'http 429' }],
  [
    'a 429 with Retry-After in seconds',
    errorPage(429, { 'retry-after': '7' }),
    { kind: 'throttled', reason: 'http 429', retryAfterMs: 7000 },
  ],
  [
    'a 429 with Retry-After as a date',
    errorPage(429, {
      date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT',
    }),
    { kind: 'throttled', reason: 'http 429', retryAfterMs: 90_000 },
  ],
  [
    'a 429 with a Retry-After that is neither',
    errorPage(429, { 'retry-after': 'soon' }),
    { kind: 'throttled', reason: 'http 429' },
  ],
  ['a success with an empty body', { kind: 'empty' }, unknown],
  ['a success with a page in HTML', { kind: 'garbage' }, unknown],
  ['a success whose JSON is cut off', { kind: 'cut_json' }, unknown],
  ['a success whose connection is cut off', { kind: 'cut_off' }, unknown],
  ['a success of the wrong content type', { kind: 'wrong_type' }, { kind: 'accepted' }],
  ['a success that never ends', { kind: 'endless' }, unknown],
  ['a reset after the request was read', { kind: 'reset' }, { ...unknown, reason: 'reset' }],
  ['a 302', { kind: 'redirect', status: 302 }, { kind: 'config', reason: 'redirect' }],
  ['a 307', { kind: 'redirect', status: 307 }, { kind: 'config', reason: 'redirect' }],
  ['a 308', { kind: 'redirect', status: 308 }, { kind: 'config', reason: 'redirect' }],
]
