import type { RequestHandler } from 'express'
import type { Problem } from '../pages/field.ts'
import { transferPage } from '../pages/member-pages.ts'
import { readPhone, typed } from './form.ts'
import type { Parts } from './parts.ts'

/** `POST /transfer`: sends money to another account. */
export const transfer =
  ({ accounts, sessions, show }: Parts): RequestHandler =>
  (request, response) => {
    const account = sessions.accountOf(request)
    if (account === undefined) return response.redirect(303, '/login')
    const [to, amount] = [readPhone(typed(request, 'to')), typed(request, 'amount').trim()]
    const refuse = (problem: Problem) =>
      show(response.status(422), transferPage(account, { to, amount, problem }))

    const pesewas = toPesewas(amount)
    if (pesewas === undefined)
      return refuse({ field: 'amount', text: 'Give an amount, like 12.50.' })
    if (to === account.phone) return refuse({ field: 'to', text: 'This is your own phone number.' })
    const moved = accounts.transfer({ fromId: account.id, toPhone: to, amount: pesewas })
    if (moved === 'not_enough')
      return refuse({ field: 'amount', text: 'You do not have that much.' })
    if (moved === 'no_such_account')
      return refuse({ field: 'to', text: 'Nobody saves with us under this phone number.' })
    response.redirect(303, '/')
  }

const toPesewas = (amount: string): number | undefined =>
  /^(?!0*(\.0*)?$)\d{1,7}(\.\d{1,2})?$/.test(amount) ? Math.round(Number(amount) * 100) : undefined
