import { apiUrl } from '../../exchange/base-url.ts'
import { textIn } from '../../exchange/json.ts'
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
import { classifyTwilio } from './classify.ts'
import { basicCredentials } from './credentials.ts'

/** Asks Twilio what is left on an account, or, as subaccounts have no balance, whether it is active. */
export const checkTwilioAccount = ({
  baseUrl,
  accountSid,
  authToken,
  signal,
}: {
  readonly baseUrl: string
  readonly accountSid: string
  readonly authToken: Secret
  readonly signal: AbortSignal
}): Promise<AccountCheck> => {
  const ask = (path: string, judge: Parameters<typeof askAccount>[1]) =>
    askAccount(
      {
        url: apiUrl(baseUrl, `/2010-04-01/Accounts/${accountSid}${path}.json`),
        headers: {
          authorization: basicCredentials(accountSid, authToken),
          accept: 'application/json',
        },
        signal,
      },
      judge,
    )
  return ask('/Balance', (answer) =>
    answer.status === 404 ? ask('', judgeAccount) : judgeBalance(answer),
  )
}

const judgeBalance = (answer: AccountAnswer): AccountCheck => {
  if (!isSuccess(answer)) return problemOf(classifyTwilio(answer))
  const [, currency = ''] = /^([A-Z]{3})$/.exec(textIn(answer.json, 'currency')) ?? []
  const amounts = readAmount(textIn(answer.json, 'balance'), currency)
  return amounts.length === 0 ? unreadable : accountWith(amounts)
}

const judgeAccount = (answer: AccountAnswer): AccountCheck => {
  if (!isSuccess(answer)) return problemOf(classifyTwilio(answer))
  return textIn(answer.json, 'status') === 'active'
    ? { kind: 'ok' }
    : { kind: 'problem', because: 'config', reason: 'the account is not active' }
}
