import { builtInPurposes, createEngine, createKeyRing, keyUses } from 'countersign'
import { createHttp, type OpenApiDocument } from 'countersign/http'
import { createMemoryStore } from 'countersign/stores/memory'
import { apiMarkdown } from '../../packages/countersign/src/http/reference/api-markdown.ts'
import { page } from './page.ts'

/** The API reference, from the document that the API itself serves. */
export const apiReference = async (): Promise<string> =>
  page('packages/countersign/src/http', [withoutServerLinks(apiMarkdown(await servedDocument()))])

const servedDocument = async (): Promise<OpenApiDocument> => {
  const store = createMemoryStore()
  const keyRing = createKeyRing(keyUses.map((use) => ({ id: use, use, bytes: new Uint8Array(32) })))
  const sender = { brand: 'Countersign', host: 'localhost' }
  const engine = createEngine({ store, keyRing, policies: builtInPurposes, channels: {}, sender })
  const publicUrl = new URL('https://otp.acme.example')
  const http = createHttp({
    ...{ engine, store, keyRing, brand: sender.brand, publicUrl },
    admin: {
      ...{ policies: builtInPurposes, channels: {}, sender },
      publicUrl,
    },
  })
  const response = await http.fetch(new Request('http://localhost/openapi.json'))
  return (await response.json()) as OpenApiDocument
}

/** Links to the running server lead nowhere from a file; their text stays. */
const withoutServerLinks = (markdown: string): string =>
  markdown.replace(/\[([^\]]+)\]\(\/[^)]*\)/g, '$1')
