import { hash } from 'node:crypto'
import {
  builtInPurposes,
  createAuditor,
  createEngine,
  type ErrorCode,
  errorCodes,
  silentLog,
  systemRandom,
} from 'countersign'
import { createHttp } from 'countersign/http'
import { createConsoleProvider } from 'countersign/providers/console'
import { createMemoryStore } from 'countersign/stores/memory'
import { describe, expect, test } from 'vitest'
import { createReadCaller } from '../../src/http/caller.ts'
import { createClientAddress } from '../../src/http/client-address.ts'
import { apiMarkdown } from '../../src/http/reference/api-markdown.ts'
import { markdownToHtml } from '../../src/http/reference/markdown-to-html.ts'
import { allRoutes } from '../../src/http/routes.ts'
import { createReadSession } from '../../src/http/session/read-session.ts'
import { siteAt } from '../../src/http/site.ts'
import { testKeyRing as keyRing } from '../support/deployment.ts'

const createApp = () => {
  const store = createMemoryStore()
  const { provider, outbox } = createConsoleProvider()
  const channels = { sms: [provider], email: [provider] }
  const sender = { brand: 'Acme', host: 'acme.example' }
  const publicUrl = new URL('https://acme.example')
  const options = { store, keyRing, policies: builtInPurposes, channels, sender }
  const engine = createEngine({ ...options, links: { publicUrl } })
  const parts = { engine, store, brand: 'Acme', development: { outbox } }
  const pages = { site: siteAt(publicUrl), origins: [] }
  const readSession = createReadSession({ sessions: engine.sessions, pages })
  const clientAddress = createClientAddress([])
  const readCaller = createReadCaller({ store, keyRing, clientAddress, readSession })
  const auditor = createAuditor(keyRing, systemRandom)
  const routes = allRoutes({
    ...parts,
    ...{ readCaller, readSession, pages, clientAddress },
    auditor,
    defaultCountry: 'IN',
    admin: undefined,
    hasHome: true,
    defaultLocale: undefined,
    callbacks: [],
    log: silentLog,
  })
  const http = createHttp({ ...parts, keyRing, publicUrl, defaultCountry: 'IN' })
  const fetch = async (path: string, init: RequestInit = {}) =>
    http.fetch(new Request(`http://localhost:3000${path}`, init))
  return { documented: routes.filter(({ success }) => success !== undefined), fetch }
}

const { documented, fetch } = createApp()
const reference = async () => apiMarkdown(JSON.parse(await (await fetch('/openapi.json')).text()))
const docs = async () => (await fetch('/docs')).text()

interface DescribedOperation {
  readonly summary?: string
  readonly security?: readonly object[]
  readonly requestBody?: {
    readonly content: {
      readonly 'application/json': { readonly schema: { readonly $ref: string } }
    }
  }
  readonly responses: Readonly<Record<string, { readonly description?: string }>>
}

/** The document as a reader without our types finds it. */
interface Described {
  readonly openapi: string
  readonly info: object
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties?: object }>>
    readonly securitySchemes: object
  }
}

const openapi = async (): Promise<Described> =>
  JSON.parse(await (await fetch('/openapi.json')).text())

const overHttp = (Object.keys(errorCodes) as ErrorCode[]).filter(
  (code) => code !== 'invalid_configuration',
)

/** The part of the reference from a heading to the next one like it. */
const sectionOf = (markdown: string, title: string) => {
  const sections = markdown
    .split(/^## /m)
    .filter((section) => section.split('\n')[0]?.endsWith(title))
  expect(sections, title).toHaveLength(1)
  return sections[0] ?? ''
}

/** What the API says to a request that it has read. */
const understood = [
  ...['sent', 'invalid_code', 'sign_in_required'],
  ...['The code is on its way', 'Invalid or expired code'],
  // This one is looked at only for somebody who is signed in: see the tests of that route.
  'Authentication required',
]

/** Every value of `key` anywhere in a document. */
const valuesOf = (node: unknown, key: string): readonly unknown[] =>
  typeof node !== 'object' || node === null
    ? []
    : Object.entries(node).flatMap(([name, value]) =>
        name === key ? [value] : valuesOf(value, key),
      )

describe('GET /openapi.json', () => {
  test('C14 holds every documented route with its codes, and no other', async () => {
    const { paths } = await openapi()
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    )
    expect(documented.length).toBeGreaterThan(0)
    expect(described.sort()).toEqual(
      documented.map(({ method, path }) => `${method} ${path}`).sort(),
    )

    for (const { method, path, problems } of documented)
      for (const code of problems)
        expect(
          paths[path]?.[method]?.responses[errorCodes[code].status]?.description,
          `${code} of ${path}`,
        ).toContain(`\`${code}\``)
  })

  test('C14 is well-formed OpenAPI 3.1 whose references all lead somewhere', async () => {
    const document = await openapi()
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) })

    const references = valuesOf(document, '$ref')
    expect(references.length).toBeGreaterThan(0)
    for (const $ref of references) {
      const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(String($ref)) ?? []
      expect(document.components.schemas[name], String($ref)).toBeTypeOf('object')
    }
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item))
    const demands = operations.flatMap(({ security = [] }) => security.flatMap(Object.keys))
    expect(demands).toContain('apiKey')
    for (const name of demands) expect(document.components.securitySchemes).toHaveProperty(name)
  })

  test('C14 every operation says what it does and what it answers, in known types', async () => {
    const { paths, components } = await openapi()
    for (const [path, item] of Object.entries(paths)) {
      expect(path).toMatch(/^\//)
      for (const operation of Object.values(item)) {
        expect(operation.summary, path).toBeTruthy()
        for (const [status, response] of Object.entries(operation.responses)) {
          expect(status).toMatch(/^[2-5]\d\d$/)
          expect(response.description, `${status} of ${path}`).toBeTruthy()
        }
      }
    }
    const types = ['string', 'integer', 'number', 'boolean', 'object', 'array']
    for (const type of valuesOf(components.schemas, 'type'))
      if (typeof type === 'string') expect(types).toContain(type)
  })

  test('C14 C16 is JSON with the headers of every answer', async () => {
    const { headers } = await fetch('/openapi.json')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('the reference', () => {
  test.each(documented)('C14 tells of $method $path: fields, examples, codes', async (route) => {
    const { method, path, summary, problems, takesApiKey = false } = route
    const { success, pathParameters } = route
    const section = sectionOf(await reference(), `${method.toUpperCase()} ${path}`)
    const { paths, components } = await openapi()
    const body = paths[path]?.[method]?.requestBody?.content['application/json'].schema.$ref
    const fields = components.schemas[body?.split('/').at(-1) ?? '']?.properties ?? {}

    expect(section).toContain(summary)
    expect(section.includes('Bearer ck_')).toBe(takesApiKey)
    if (success?.schema !== undefined) expect(section).toContain('```json')
    for (const [name] of Object.entries(pathParameters?.shape ?? {}))
      expect(section).toContain(`Path \`{${name}}\`: `)
    for (const name of Object.keys(fields)) expect(section).toContain(`| \`${name}\` |`)
    const listed = [...section.matchAll(/^\| \d+ \| \[`(\w+)`\]\(#\1\) \|/gm)].map(
      ([, code]) => code,
    )
    expect(listed.sort()).toEqual([...problems].sort())
  })

  test.each(documented.filter(({ body }) => body !== undefined))(
    'C14 gives an example of $method $path that the API understands',
    async ({ method, path }) => {
      const section = sectionOf(await reference(), `${method.toUpperCase()} ${path}`)
      const body = /```json\n([\s\S]*?)\n```/.exec(section)?.[1] ?? ''
      const headers = { 'content-type': 'application/json' }
      const response = await createApp().fetch(path, {
        ...{ method: method.toUpperCase(), headers, body },
      })
      const { status, code, message } = JSON.parse(await response.text())
      expect(understood).toContain(code ?? status ?? message)
    },
  )

  test.each(overHttp)(
    'C14 /docs#%s leads to the code, its status, title and retry',
    async (code) => {
      const { status, title, retryable } = errorCodes[code]
      const row = (await reference()).split('\n').find((line) => line.includes(`id="${code}"`))
      expect(row).toBe(
        `| <a id="${code}"></a>\`${code}\` | ${status} | ${title} | ${retryable ? 'yes' : 'no'} |`,
      )
      expect((await docs()).split(`<a id="${code}"></a>`)).toHaveLength(2)
    },
  )

  test('C14 shows each answer that a call may give, as it looks', async () => {
    const section = sectionOf(await reference(), 'POST /api/otp/verify')
    const [, ...answers] = section.split('```json\n').slice(1)
    expect(answers.map((block) => JSON.parse(block.split('\n```')[0] ?? ''))).toEqual([
      { status: 'verified', proof_token: expect.stringMatching(/^cp_/), expires_in: 300 },
      { status: 'skipped' },
    ])
    expect(await reference()).not.toMatch(/"text"$/m)
  })

  test('C14 leaves out what only the command line says', async () => {
    expect(await docs()).not.toContain('invalid_configuration')
  })

  test('C10 C14 E8 explains the headers of limits', async () => {
    const section = sectionOf(await reference(), 'Rate limits')
    for (const header of ['Retry-After', 'RateLimit', 'RateLimit-Policy'])
      expect(section).toContain(`\`${header}\``)
    expect(section).toContain('RateLimit-Policy: "ip";q=3;w=900\nRateLimit: "ip";r=2;t=840')
  })
})

describe('GET /docs', () => {
  test('C14 shows the whole reference', async () => {
    expect(await docs()).toContain(markdownToHtml(await reference()))
  })

  test('C14 every link inside the page leads somewhere, every id is there once', async () => {
    const page = await docs()
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    const targets = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, target]) => target)
    expect(new Set(ids).size).toBe(ids.length)
    expect(targets.length).toBeGreaterThan(documented.length)
    for (const target of targets) expect(ids).toContain(target)
  })

  test('C14 every table scrolls in a box that keys can reach', async () => {
    const page = await docs()
    const tables = page.split('<table>').slice(0, -1)
    expect(tables.length).toBeGreaterThan(documented.length)
    for (const before of tables)
      expect(before).toMatch(/<div class="scroll" tabindex="0" role="group" aria-label="[^"]+">$/)
  })

  test('C16 the policy allows exactly the style sheet in the page, and no script', async () => {
    const response = await fetch('/docs')
    const policy = response.headers.get('content-security-policy')?.split('; ')
    const page = await response.text()
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`style-src 'sha256-${hash('sha256', style, 'base64')}'`)
    expect(policy?.join(' ')).not.toContain('script-src')
    expect(page).not.toMatch(/<script| style=| src=/)
  })

  test('C14 GET / leads there', async () => {
    const response = await fetch('/')
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/docs')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })
})
