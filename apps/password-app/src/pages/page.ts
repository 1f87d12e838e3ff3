import type { Response } from 'express'
import type { Account } from '../accounts/account.ts'
import { type Html, html } from './html.ts'

/** What stands on a page. */
export interface Page {
  readonly title: string
  readonly main: Html
  /** Whether it shows what is wrong with a form: then its tab says so. */
  readonly hasProblem?: boolean
  /** Whoever is logged in. */
  readonly account?: Account | undefined
}

/** Answers a request with a page. */
export type ShowPage = (response: Response, page: Page) => void

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Makes {@link ShowPage}, with scripts that every page is to load. */
export const createShowPage =
  (scripts: readonly string[]): ShowPage =>
  (response, page) => {
    response.set({
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    response.type('html').send(toDocument(page, scripts).html)
  }

const toDocument = (
  { title, main, account, hasProblem = false }: Page,
  scripts: readonly string[],
): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${hasProblem ? 'Problem: ' : ''}${title} · Susu</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
${scripts.map((source) => html`<script type="module" src="${source}"></script>`)}
</head>
<body>
<header>
<a class="brand" href="/">Susu</a>
<nav aria-label="Main">${account ? forMembers : forGuests}</nav>
</header>
<main>
<h1>${title}</h1>
${main}
</main>
</body>
</html>
`

const forGuests = html`<a href="/login">Log in</a> <a href="/register">Register</a>`

const forMembers = html`<a href="/transfer">Send money</a> <a href="/me">You</a>
<form method="post" action="/logout"><button class="quiet">Log out</button></form>`
