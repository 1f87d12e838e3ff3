import type { Account } from '../accounts/account.ts'
import { fieldOf, type Problem, problemOf } from './field.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

const cedis = (pesewas: number) => `GH₵ ${(pesewas / 100).toFixed(2)}`

/** What everybody sees first. */
export const welcomePage = (): Page => ({
  title: 'Save a little, together',
  main: html`<div class="card">
<p>Put something aside every day, and send it to people you trust.</p>
<p class="actions"><a class="button" href="/register">Register</a> <a href="/login">Log in</a></p>
</div>`,
})

/** What somebody who is logged in sees first. */
export const homePage = (account: Account): Page => ({
  title: `Welcome, ${account.name}`,
  account,
  main: html`<div class="card">
<p class="hint">Your balance</p>
<p class="balance">${cedis(account.balance)}</p>
<p class="actions"><a class="button" href="/transfer">Send money</a></p>
</div>`,
})

/** Who is logged in. */
export const mePage = (account: Account): Page => ({
  title: 'You',
  account,
  main: html`<dl class="card">
<dt>Name</dt><dd>${account.name}</dd>
<dt>Phone number</dt><dd>${account.phone}</dd>
<dt>Balance</dt><dd>${cedis(account.balance)}</dd>
</dl>`,
})

/** What was typed, and what is wrong with it. */
export interface TransferRetry {
  readonly to?: string
  readonly amount?: string
  readonly problem?: Problem
}

/** The form to send money. */
export const transferPage = (
  account: Account,
  { to, amount, problem }: TransferRetry = {},
): Page => ({
  title: 'Send money',
  hasProblem: problem !== undefined,
  account,
  main: html`<form method="post" action="/transfer" class="card">
${problemOf(problem)}
${fieldOf({ name: 'phone', label: 'From', type: 'tel', autocomplete: 'off', value: account.phone, isReadOnly: true, hint: `You have ${cedis(account.balance)}` }, problem)}
${fieldOf({ name: 'to', label: 'To', type: 'tel', autocomplete: 'off', inputmode: 'tel', value: to, hint: 'The phone number of somebody who saves with us' }, problem)}
${fieldOf({ name: 'amount', label: 'Amount in cedis', autocomplete: 'off', inputmode: 'decimal', value: amount }, problem)}
<button>Send</button>
</form>`,
})
