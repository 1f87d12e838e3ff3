import type { Accounts } from '../accounts/account.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { ShowPage } from '../pages/page.ts'

/** What the routes share. */
export interface Parts {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly show: ShowPage
}
