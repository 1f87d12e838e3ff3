import type { AccountCheck } from 'countersign'

/** What a provider said about the account. */
export const inWords = (account: AccountCheck): string => {
  if (account.kind === 'ok')
    return `the account is good${account.balance === undefined ? '' : `, balance ${account.balance}`}`
  const reason = account.reason === undefined ? '' : `, ${account.reason}`
  return `asked about the account: ${account.because}${reason}`
}
