import type { Locale } from './locale.ts'
import {
  holdsSecret,
  isCodeAlone,
  isLinkAlone,
  mapPieces,
  type Pieces,
  theLink,
  withCode,
} from './template.ts'

/** What the HTML part of an email is made from. */
export interface EmailParts {
  readonly locale: Pick<Locale, 'tag' | 'direction'>
  readonly brand: string
  readonly subject: string
  /** In reading order, the same as in the text part. */
  readonly paragraphs: readonly Pieces[]
  /** What the button says that the link is. */
  readonly button: string
}

/**
 * The only colours that are set, and only where a client knows which of the two it shows. Everything
 * else is the client's own: no box stays white on a dark screen, no text dark.
 */
const style = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: light) { .code { background: #eef3f0; } }
@media (prefers-color-scheme: dark) { .code { background: #24302b; } }
`

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',Arial,sans-serif"

const styles = {
  frame: `max-width:480px;margin:0 auto;padding:24px 16px;font-size:16px;line-height:1.5;${font}`,
  brand: 'margin:0 0 16px;font-size:20px;line-height:1.3;font-weight:600',
  paragraph: 'margin:0 0 16px;white-space:pre-line;overflow-wrap:anywhere',
  code: 'margin:0 0 16px;padding:16px 8px;border:1px solid #767c78;border-radius:8px;text-align:center;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:32px;line-height:1.2;font-weight:700;letter-spacing:4px',
  // The frame, and not a ground of its own, makes it a button: it can be read on whatever is behind it.
  link: 'display:inline-block;padding:12px 20px;border:2px solid currentColor;border-radius:8px;font-weight:600;text-decoration:none;color:inherit',
  unseen: 'display:none;max-height:0;overflow:hidden',
} as const

/**
 * Writes an email as HTML. It is one column without tables, pictures or anything that is loaded; the
 * only link in it is ours, and every text is escaped.
 */
export const emailHtml = ({ locale, brand, subject, paragraphs, button }: EmailParts): Pieces => {
  const { tag, direction } = locale
  const start = `<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(subject)}</title>
<style>${style}</style>
</head>
<body style="margin:0;padding:0">
${preheader(paragraphs)}<main lang="${tag}" dir="${direction}" style="${styles.frame}">
<h1 style="${styles.brand}">${escapeHtml(brand)}</h1>
`
  const end = '</main>\n</body>\n</html>\n'
  return [start, ...paragraphs.flatMap((pieces) => paragraph(pieces, button)), end]
}

const paragraph = (pieces: Pieces, button: string): Pieces => {
  if (isLinkAlone(pieces))
    return [
      `<p style="${styles.paragraph}"><a style="${styles.link}" href="`,
      ...theLink,
      `">${escapeHtml(button)}</a></p>\n`,
    ]
  return isCodeAlone(pieces)
    ? // One run of text in one element, so that a double click takes all of it.
      [
        `<p class="code" style="${styles.code}">`,
        ...mapPieces(pieces, { around: ['<span dir="ltr">', '</span>'] }),
        '</p>\n',
      ]
    : [
        `<p style="${styles.paragraph}">`,
        ...mapPieces(pieces, { text: escapeHtml, around: ['<bdi dir="ltr">', '</bdi>'] }),
        '</p>\n',
      ]
}

/** What a list of messages shows after the subject: the last words that hold neither code nor link. */
const preheader = (paragraphs: readonly Pieces[]): string => {
  const shown = paragraphs.findLast((pieces) => !holdsSecret(pieces))
  if (shown === undefined) return ''
  return `<div style="${styles.unseen}">${escapeHtml(withCode(shown, ''))}</div>\n`
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it stands in HTML. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')
