/** Markup that may stand in a page as it is. */
export interface Html {
  readonly html: string
}

type Part = string | number | Html | undefined | readonly Html[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

const isMarkup = (part: Html | readonly Html[]): part is Html => 'html' in part

const toMarkup = (part: Part): string => {
  if (part === undefined) return ''
  if (typeof part !== 'object')
    return String(part).replace(/[&<>"]/g, (character) => entities[character] ?? '')
  return isMarkup(part) ? part.html : part.map(({ html }) => html).join('')
}

/** Markup from a template. What is put into it is escaped unless it is markup itself. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: String.raw({ raw: strings }, ...parts.map(toMarkup)),
})
