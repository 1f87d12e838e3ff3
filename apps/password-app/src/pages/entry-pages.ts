import { fieldOf, type Problem, problemOf } from './field.ts'
import { newPasswordField, newRecoveryField, phoneField } from './fields.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

/** What was typed, to be shown again, and what is wrong with it. */
export interface Retry {
  readonly phone?: string
  readonly name?: string
  readonly problem?: Problem
}

/** The form to open an account. */
export const registerPage = ({ phone, name, problem }: Retry = {}): Page => ({
  title: 'Register',
  hasProblem: problem !== undefined,
  main: html`<form method="post" action="/register" class="card">
${problemOf(problem)}
${fieldOf({ name: 'name', label: 'Your name', autocomplete: 'name', value: name }, problem)}
${fieldOf({ ...phoneField, value: phone }, problem)}
${fieldOf({ ...newPasswordField, label: 'Password' }, problem)}
${fieldOf(newRecoveryField, problem)}
<button>Open my account</button>
<p class="hint">Have an account? <a href="/login">Log in</a></p>
</form>`,
})

/** The form to log in. */
export const loginPage = ({ phone, problem }: Retry = {}): Page => ({
  title: 'Log in',
  hasProblem: problem !== undefined,
  main: html`<form method="post" action="/login" class="card">
${problemOf(problem)}
${fieldOf({ ...phoneField, value: phone }, problem)}
${fieldOf({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' }, problem)}
<button>Log in</button>
<p class="hint"><a href="/reset">Forgot your password?</a></p>
</form>`,
})

/** The form to choose a new password. */
export const resetPage = ({ phone, problem }: Retry = {}): Page => ({
  title: 'Reset your password',
  hasProblem: problem !== undefined,
  main: html`<form method="post" action="/reset" class="card">
${problemOf(problem)}
${fieldOf({ ...phoneField, value: phone }, problem)}
${fieldOf({ name: 'recovery', label: 'Recovery phrase', autocomplete: 'off', hint: 'The one you chose when you registered' }, problem)}
${fieldOf(newPasswordField, problem)}
<button>Reset my password</button>
</form>`,
})
