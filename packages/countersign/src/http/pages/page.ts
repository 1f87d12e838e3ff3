import { hash } from 'node:crypto'
import { html, raw } from 'hono/html'
import type { Answer } from '../answer.ts'
import { pageHeaders } from '../headers.ts'
import { pageStyle } from './page-style.ts'

/** Markup whose values are escaped, as `html` of `hono/html` makes it. */
export type Html = ReturnType<typeof html>

/** A style sheet or script that stands in the page and that its policy knows by its hash. */
export interface InlineSource {
  readonly text: string
  /** `sha256-…`, as a Content-Security-Policy names it. */
  readonly hash: string
}

/** Content of a page. */
export interface PageOptions {
  readonly title: string
  readonly body: Html
  readonly script?: InlineSource
  /** {@link pageStyle} if left out. */
  readonly style?: InlineSource
  /** 200 if left out. */
  readonly status?: number
  /** Whose page it is, after the title. */
  readonly site?: string
  readonly language?: { readonly tag: string; readonly direction: 'ltr' | 'rtl' }
  /** The one origin that the page may send a form to. */
  readonly formAction?: string | undefined
}

/** Hashes a source. Call it once per source, not once per page. */
export const createInlineSource = (text: string): InlineSource => ({
  text,
  hash: `sha256-${hash('sha256', text, 'base64')}`,
})

const usualStyle = createInlineSource(pageStyle)

/**
 * A page that loads nothing from anywhere: one style sheet and at most one script, both inside it.
 *
 * @example
 * const answer = await renderPage({ title: 'Outbox', body: html`<h1>Outbox</h1>` })
 */
export const renderPage = async ({
  title,
  body,
  script,
  style = usualStyle,
  status = 200,
  site = 'Countersign',
  language = { tag: 'en', direction: 'ltr' },
  formAction,
}: PageOptions): Promise<Answer> => {
  const page = await html`<!doctype html>
<html lang="${language.tag}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title} · ${site}</title>
<style>${raw(style.text)}</style>
</head>
<body>
<main>
${body}
</main>
${script && html`<script>${raw(script.text)}</script>`}
</body>
</html>
`
  const hashes = {
    style: style.hash,
    ...(script && { script: script.hash }),
    ...(formAction !== undefined && { formAction }),
  }
  return { status, headers: pageHeaders(hashes), body: page.toString() }
}
