import { apiUrl } from '../../exchange/base-url.ts'
import { objectIn, textIn } from '../../exchange/json.ts'
import type { AccountCheck } from '../../ports/account.ts'
import type { Secret } from '../../ports/secret.ts'
import {
  type AccountAnswer,
  accountWith,
  askAccount,
  problemOf,
  readAmount,
} from '../account-call.ts'
import { isSuccess } from '../http-call.ts'
import { classifyArkesel } from './classify.ts'

/** Asks Arkesel what is left for messages. Its OTP product has a balance of its own. */
export const checkArkeselAccount = ({
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
      url: apiUrl(baseUrl, '/api/v2/clients/balance-details'),
      headers: { 'api-key': apiKey.reveal(), accept: 'application/json' },
      signal,
    },
    judge,
  )

const judge = (answer: AccountAnswer): AccountCheck => {
  const isGood = isSuccess(answer) && textIn(answer.json, 'status') === 'success'
  if (!isGood) return problemOf(classifyArkesel(answer))
  const data = objectIn(answer.json, 'data')
  const [, currency = '', money = ''] = /^([A-Z]{3}) (.+)$/.exec(textIn(data, 'main_balance')) ?? []
  return accountWith([
    ...readAmount(textIn(data, 'sms_balance'), 'SMS'),
    ...readAmount(money, currency),
  ])
}
