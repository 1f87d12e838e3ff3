import { Marked, Renderer, type Tokens } from 'marked'

/** A wide table scrolls inside a box of its own, which takes focus so that keys can scroll it. */
const table = (token: Tokens.Table, rendered: string): string => {
  const label = token.header.map(({ text }) => text).join(', ')
  const role = `role="group" aria-label="Table: ${label}"`
  return `<div class="scroll" tabindex="0" ${role}>${rendered}</div>`
}

const marked = new Marked({
  async: false,
  renderer: {
    table(token) {
      return table(token, Renderer.prototype.table.call(this, token))
    },
  },
})

/** Renders our own Markdown. It passes HTML through, so never give it text from a request. */
export const markdownToHtml = (markdown: string): string => marked.parse(markdown, { async: false })
