import type { OpenApiDocument } from '../openapi.ts'
import { errorCodesSection } from './error-codes-section.ts'
import { operationSection } from './operation-section.ts'
import { type Operation, operationsOf } from './operations.ts'
import { rateLimitsSection } from './rate-limits-section.ts'
import { createResolve } from './schema.ts'

/** The API reference, in Markdown, from the document that describes the API. */
export const apiMarkdown = (document: OpenApiDocument): string => {
  const operations = operationsOf(document)
  const resolve = createResolve(document)
  return [
    `# ${document.info.title} API`,
    `Version ${document.info.version}. Requests and answers are UTF-8 JSON. For machines: [\`/openapi.json\`](/openapi.json).`,
    contents(operations),
    ...operations.map((operation) => operationSection(operation, resolve)),
    errorCodesSection(),
    rateLimitsSection(),
    '',
  ].join('\n\n')
}

const contents = (operations: readonly Operation[]): string =>
  [
    ...operations.map(({ name, anchor, summary }) => `- [\`${name}\`](#${anchor}): ${summary}`),
    '- [Error codes](#error-codes)',
    '- [Rate limits](#rate-limits)',
  ].join('\n')
