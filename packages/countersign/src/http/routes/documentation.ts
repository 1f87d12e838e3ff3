import { raw } from 'hono/html'
import { answer } from '../answer.ts'
import { baseHeaders } from '../headers.ts'
import { describeRoutes, type OpenApiDocument } from '../openapi.ts'
import { renderPage } from '../pages/page.ts'
import type { HttpParts } from '../parts.ts'
import { apiMarkdown } from '../reference/api-markdown.ts'
import { markdownToHtml } from '../reference/markdown-to-html.ts'
import type { Route } from '../route.ts'

/** `GET /openapi.json`, `GET /docs` and, where `/` is ours, the way there. */
export const documentationRoutes = (
  routes: readonly Route[],
  { hasHome }: Pick<HttpParts, 'hasHome'>,
): readonly Route[] => {
  let document: OpenApiDocument | undefined
  let reference: string | undefined

  const describe = () => {
    document ??= describeRoutes(routes)
    return document
  }
  const refer = () => {
    reference ??= markdownToHtml(apiMarkdown(describe()))
    return reference
  }

  return [
    page('/openapi.json', 'OpenAPI 3.1 document', () => answer(describe())),
    page('/docs', 'API reference', () =>
      renderPage({ title: 'API reference', body: raw(refer()) }),
    ),
    ...(hasHome ? [wayToReference] : []),
  ]
}

const page = (path: string, summary: string, handle: Route['handle']): Route => ({
  method: 'get',
  path,
  summary,
  problems: [],
  handle,
})

const wayToReference = page('/', 'The way to the reference', () => ({
  status: 302,
  headers: { ...baseHeaders, location: '/docs' },
  body: null,
}))
