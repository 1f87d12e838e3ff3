import type { RequestHandler } from 'express'
import type { Account } from '../accounts/account.ts'
import { homePage, welcomePage } from '../pages/member-pages.ts'
import type { Page } from '../pages/page.ts'
import type { Parts } from './parts.ts'

/** `GET /`. */
export const home =
  ({ sessions, show }: Parts): RequestHandler =>
  (request, response) => {
    const account = sessions.accountOf(request)
    show(response, account === undefined ? welcomePage() : homePage(account))
  }

/** A page that is the same for everybody. */
export const openPage =
  ({ show }: Parts, page: () => Page): RequestHandler =>
  (_request, response) =>
    show(response, page())

/** A page for those who are logged in. Others are sent to log in. */
export const memberPage =
  ({ sessions, show }: Parts, page: (account: Account) => Page): RequestHandler =>
  (request, response) => {
    const account = sessions.accountOf(request)
    if (account === undefined) response.redirect(303, '/login')
    else show(response, page(account))
  }
