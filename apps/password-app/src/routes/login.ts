import type { RequestHandler } from 'express'
import { isPassword } from '../accounts/password.ts'
import { loginPage } from '../pages/entry-pages.ts'
import { typed, typedPhone } from './form.ts'
import type { Parts } from './parts.ts'

/** `POST /login`: logs in with phone and password. */
export const login =
  ({ accounts, sessions, show }: Parts): RequestHandler =>
  async (request, response) => {
    const phone = typedPhone(request)
    const account = accounts.byPhone(phone)
    const isRight = await isPassword(typed(request, 'password'), account?.passwordHash)
    if (account === undefined || !isRight) {
      const problem = { text: 'Phone number or password is wrong.' }
      return show(response.status(401), loginPage({ phone, problem }))
    }
    sessions.begin(response, account)
    response.redirect(303, '/')
  }
