import { apiUrl } from '../../exchange/base-url.ts'
import type { AccountCheck } from '../../ports/account.ts'
import type { Secret } from '../../ports/secret.ts'
import {
  type AccountAnswer,
  accountWith,
  askAccount,
  problemOf,
  readAmount,
  unreadable,
} from '../account-call.ts'
import { isSuccess } from '../http-call.ts'
import { classifyMsg91 } from './classify.ts'

/** Messages that are asked for, and not advertising. */
const transactional = '4'

/** Error numbers that are about the account. Bare, they look like a balance. */
const accountErrors = new Set(['207', '208', '302', '303', '418'])

/**
 * Asks MSG91 what is left for transactional messages. It takes the key in the address, and in no other
 * way: addresses of calls are written down nowhere.
 */
export const checkMsg91Account = ({
  baseUrl,
  authKey,
  signal,
}: {
  readonly baseUrl: string
  readonly authKey: Secret
  readonly signal: AbortSignal
}): Promise<AccountCheck> => {
  const url = apiUrl(baseUrl, '/api/balance.php')
  url.search = String(new URLSearchParams({ authkey: authKey.reveal(), type: transactional }))
  return askAccount({ url, headers: { accept: 'application/json' }, signal }, judge)
}

/** The format is not documented: a bare number has been seen, and errors as text or JSON. */
const judge = (answer: AccountAnswer): AccountCheck => {
  const text = answer.text.trim().replace(/^"(.*)"$/, '$1')
  if (isSuccess(answer) && accountErrors.has(text))
    return { kind: 'problem', because: 'config', reason: text }
  const amounts = isSuccess(answer) ? readAmount(text, '') : []
  if (amounts.length > 0) return accountWith(amounts)
  if (isSuccess(answer) && answer.json === undefined) return unreadable
  return problemOf(classifyMsg91(answer))
}
