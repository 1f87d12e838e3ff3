import type { CountersignOptions } from 'countersign'
import type { Parts } from '../routes/parts.ts'

/** What the app wants of codes, wherever it runs. */
export const codesFor = ({ sessions }: Parts): CountersignOptions => ({
  brand: 'Susu',
  // A step-up goes to the phone on the account: whoever took over a session must not use one of their own.
  hostUser: ({ headers }) => {
    const account = sessions.accountOf({ headers: { cookie: headers.get('cookie') ?? '' } })
    return account && { id: String(account.id), contacts: [account.phone] }
  },
})
