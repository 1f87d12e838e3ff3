/**
 * Every way a call can fail, in one table. `title` is what a person may read; `status` is the HTTP
 * status; `retryable` says whether the same request may succeed later without being changed.
 */
export const errorCodes = {
  invalid_request: { status: 400, title: 'The request is not valid', retryable: false },
  invalid_code: { status: 400, title: 'Invalid or expired code', retryable: false },
  invalid_token: { status: 400, title: 'Invalid or expired proof', retryable: false },
  sign_in_failed: { status: 401, title: 'Invalid or expired code', retryable: false },
  sign_in_required: { status: 401, title: 'Sign in first', retryable: false },
  admin_required: {
    status: 401,
    title: 'Sign in as an administrator first',
    retryable: false,
  },
  cross_site: { status: 403, title: 'This must come from a page of ours', retryable: false },
  sign_in_again: { status: 403, title: 'Confirm who you are first', retryable: false },
  role_required: { status: 403, title: 'Your role does not allow this', retryable: false },
  captcha_failed: { status: 403, title: 'The captcha was not passed', retryable: false },
  proof_required: { status: 403, title: 'Confirm it with a code first', retryable: false },
  send_refused: { status: 403, title: 'No code can be sent for this', retryable: false },
  invalid_signature: { status: 403, title: 'This call is not genuine', retryable: false },
  not_found: { status: 404, title: 'There is nothing at this address', retryable: false },
  method_not_allowed: {
    status: 405,
    title: 'This address does not take that method',
    retryable: false,
  },
  contact_taken: {
    status: 409,
    title: 'This phone or email address belongs to another account',
    retryable: false,
  },
  username_taken: { status: 409, title: 'Somebody else has this name', retryable: false },
  rotated_already: {
    status: 409,
    title: 'A new token was given a moment ago',
    retryable: false,
  },
  payload_too_large: { status: 413, title: 'The request is too large', retryable: false },
  unsupported_media_type: {
    status: 415,
    title: 'Send the body as application/json',
    retryable: false,
  },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    retryable: false,
  },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  internal_error: { status: 500, title: 'Something went wrong on our side', retryable: false },
  invalid_configuration: { status: 500, title: 'The configuration is not valid', retryable: false },
  delivery_failed: { status: 502, title: 'The message could not be sent', retryable: true },
  otp_disabled: { status: 503, title: 'Codes are switched off right now', retryable: true },
  unavailable: { status: 503, title: 'The service cannot answer right now', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>

/** A row of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes

/**
 * The only error this library throws: misuse, or a dependency that is broken. Expected outcomes are
 * values. `message` is for operators and holds no secret; people see the title of the code.
 */
export class CountersignError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'CountersignError'
  readonly code: Code

  constructor(code: Code, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** Whether `error` is ours and carries `code`, across copies of this library. */
export const isCountersignError = <Code extends ErrorCode>(
  error: unknown,
  code: Code,
): error is CountersignError<Code> =>
  error instanceof Error &&
  error.name === 'CountersignError' &&
  (error as CountersignError).code === code
