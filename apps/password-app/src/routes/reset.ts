import type { RequestHandler } from 'express'
import { hashPassword, isPassword } from '../accounts/password.ts'
import { resetPage } from '../pages/entry-pages.ts'
import { typed, typedPhone } from './form.ts'
import type { Parts } from './parts.ts'
import { passwordProblem } from './register.ts'

/** `POST /reset`: takes a new password from whoever knows the recovery phrase, and ends every session. */
export const reset =
  ({ accounts, sessions, show }: Parts): RequestHandler =>
  async (request, response) => {
    const phone = typedPhone(request)
    const password = typed(request, 'password')
    const weak = passwordProblem(password)
    if (weak !== undefined) return show(response.status(422), resetPage({ phone, problem: weak }))
    const account = accounts.byPhone(phone)
    const isRight = await isPassword(typed(request, 'recovery'), account?.recoveryHash)
    if (account === undefined || !isRight) {
      const problem = { text: 'Phone number or recovery phrase is wrong.' }
      return show(response.status(401), resetPage({ phone, problem }))
    }
    accounts.setPassword(account.id, await hashPassword(password))
    sessions.endAll(account)
    sessions.begin(response, account)
    response.redirect(303, '/')
  }
