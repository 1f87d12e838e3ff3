import type { Request, RequestHandler } from 'express'
import { hashPassword } from '../accounts/password.ts'
import { registerPage } from '../pages/entry-pages.ts'
import type { Problem } from '../pages/field.ts'
import { isPhone, typed, typedPhone } from './form.ts'
import type { Parts } from './parts.ts'

/** `POST /register`: opens an account and logs in. */
export const register =
  ({ accounts, sessions, show }: Parts): RequestHandler =>
  async (request, response) => {
    const name = typed(request, 'name').trim()
    const phone = typedPhone(request)
    const refuse = (status: number, problem: Problem) =>
      show(response.status(status), registerPage({ name, phone, problem }))

    const problem = problemIn(request)
    if (problem !== undefined) return refuse(422, problem)
    const passwordHash = await hashPassword(typed(request, 'password'))
    const recoveryHash = await hashPassword(typed(request, 'recovery'))
    const account = accounts.create({ name, phone, passwordHash, recoveryHash })
    if (account === undefined)
      return refuse(409, { field: 'phone', text: 'This phone number has an account. Log in.' })
    sessions.begin(response, account)
    response.redirect(303, '/')
  }

const problemIn = (request: Request): Problem | undefined => {
  if (typed(request, 'name').trim() === '') return { field: 'name', text: 'Tell us your name.' }
  if (!isPhone(typedPhone(request)))
    return { field: 'phone', text: 'Give the phone number with its country, like +233244123456.' }
  if (typed(request, 'recovery').trim().length < 12)
    return { field: 'recovery', text: 'Make the recovery phrase longer: three words.' }
  return passwordProblem(typed(request, 'password'))
}

/** What is wrong with a password that somebody chose. */
export const passwordProblem = (password: string): Problem | undefined =>
  password.length < 10
    ? { field: 'password', text: 'Choose a password of at least ten characters.' }
    : undefined
