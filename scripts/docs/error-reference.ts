import { type ErrorCode, errorCodes } from 'countersign'
import { table } from '../../packages/countersign/src/http/reference/table.ts'
import { page } from './page.ts'

const intro = `# Error codes

Every error answer is a problem document (RFC 9457, \`application/problem+json\`) with \`type\`, \`title\`,
\`status\`, \`detail\` and \`code\`. Decide by \`code\`: the set is closed. \`detail\` is a sentence for the
person and may change. In code, the same names are the \`code\` of \`CountersignError\`, the only error that
the library throws.

"Retry" says whether the same request, unchanged, may succeed later.`

/** What to do about each code. A code without advice does not compile. */
const advice = {
  invalid_request: 'Mend the request. `errors` names each wrong field and repeats nothing of it.',
  invalid_code:
    'Let the person type again or ask for a new code. Wrong, expired, used, locked and unknown codes look the same on purpose.',
  invalid_token:
    'Only on `/api/otp/redeem`: do not let the request pass. Unknown, used and expired proofs, and those for something else, look the same on purpose.',
  sign_in_failed:
    'Only under `/api/auth`, where it is `{"success":false,"message"}`: let the person type again or ask for a new code. Wrong, expired, used, locked and unknown codes look the same on purpose.',
  sign_in_required:
    'Sign in, or send an API key. The purpose or the route needs one of them; or the key or token that was sent is not (or no longer) good, or `subject` or `client_ip` was stated without a key.',
  admin_required:
    'Only under `/api/admin`: send an administrator’s token, or sign in to the console. A token that is expired or revoked is refused alike.',
  cross_site:
    'With a cookie, and for whatever signs somebody in: changes must come from a page of the same origin, or, outside `/api/admin`, of one in `origins`. Use a token elsewhere.',
  sign_in_again:
    'Only under `/api/admin` with a console session that is older than 15 minutes: sign in again, then repeat the request. A token needs no such thing.',
  role_required: 'Only under `/api/admin`: ask somebody with the role `operator`.',
  captcha_failed:
    'Have the person do the captcha again and send the new token as `captcha_token`. Nothing was used up.',
  send_refused: 'Only where the host’s own hook `beforeSend` decided so. Nothing was used up.',
  proof_required:
    'Only from routes of your own behind a gate: send a fresh proof in `X-Step-Up-Token` (purpose `step_up`) or `X-OTP-Token`. Missing, wrong, used, expired and foreign proofs look the same on purpose.',
  invalid_signature:
    'Only on `/webhooks`: the signature, or the token in the path, is missing, wrong or too old. Check secret files and `publicUrl`.',
  not_found: 'Check the path.',
  method_not_allowed: 'See the `Allow` header.',
  contact_taken:
    'The code was right and is used up, but another user has this phone or address. Nothing was changed: have the person sign in as that user, or take another phone.',
  username_taken: 'Have the person choose another name.',
  rotated_already:
    'Keep the token that you have until the new one, which another request was given, is there. It stays good until that one is used.',
  payload_too_large:
    'A body may have 16 384 bytes, on `/webhooks` 65 536. Real ones have a few hundred.',
  unsupported_media_type: 'Send `Content-Type: application/json`.',
  idempotency_key_reused:
    'Take a new key for a new request. The same key is for repeating the same request only.',
  rate_limited: 'Wait as many seconds as `Retry-After` says.',
  internal_error: 'A fault of ours: the log has a line about it.',
  invalid_configuration:
    'Never over HTTP. The start, or the library call, was refused; the message has a line for each reason.',
  delivery_failed:
    'No provider took the message. Nothing was used up: an earlier code is still good, limits are given back. Try again.',
  otp_disabled:
    'Tell the person that codes are switched off. Somebody did that on purpose: see `countersign switch list`. Purposes that another factor stands behind answer `skipped` instead.',
  unavailable:
    'The store, or the captcha service, does not answer, and nothing has happened. Try again after `Retry-After`.',
} as const satisfies Record<ErrorCode, string>

/** The table of error codes, with what to do about each. */
export const errorReference = (): string => {
  const codes = Object.keys(errorCodes) as ErrorCode[]
  const rows = codes.map((code) => {
    const { status, title, retryable } = errorCodes[code]
    return [anchored(code), String(status), title, retryable ? 'yes' : 'no', advice[code]]
  })
  return page('packages/countersign/src/ports/error.ts', [
    intro,
    table(['Code', 'Status', 'Title', 'Retry', 'What to do'], rows),
  ])
}

const anchored = (code: ErrorCode) => `<a id="${code}"></a>\`${code}\``
