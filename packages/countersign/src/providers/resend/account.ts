import { apiUrl } from '../../exchange/base-url.ts'
import { textIn } from '../../exchange/json.ts'
import type { AccountCheck } from '../../ports/account.ts'
import type { Secret } from '../../ports/secret.ts'
import { type AccountAnswer, askAccount, problemOf } from '../account-call.ts'
import { isSuccess } from '../http-call.ts'
import { classifyResend } from './classify.ts'

/** Asks Resend for the account's domains. It tells nobody what is left. */
export const checkResendAccount = ({
  baseUrl,
  apiKey,
  signal,
}: {
  readonly baseUrl: string
  readonly apiKey: Secret
  readonly signal: AbortSignal
}): Promise<AccountCheck> =>
  askAccount(
    {
      url: apiUrl(baseUrl, '/domains'),
      headers: { authorization: `Bearer ${apiKey.reveal()}`, accept: 'application/json' },
      signal,
    },
    judge,
  )

/** A key that may only send is refused this list by name, which shows that it is alive. */
const judge = (answer: AccountAnswer): AccountCheck => {
  const isSendingKey = textIn(answer.json, 'name') === 'restricted_api_key'
  if (isSendingKey || (isSuccess(answer) && answer.json !== undefined)) return { kind: 'ok' }
  return problemOf(classifyResend(answer))
}
