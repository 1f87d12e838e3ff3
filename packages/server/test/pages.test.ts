import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, launchBrowser } from './support/browser.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { type AtEnd, temporaryFolder } from './support/temporary-folder.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare const window: { readonly axe: { run(): Promise<AxeResults> } }
declare const document: { readonly documentElement: { readonly scrollWidth: number } }

const findings = async (page: Page) => {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run())
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

describe.skipIf(browserPath === undefined)('pages in a real browser', () => {
  let browser: Browser
  let server: ServerProcess

  const endings: Parameters<AtEnd>[0][] = []
  const atEnd: AtEnd = (work) => endings.unshift(work)

  beforeAll(async () => {
    server = await startServer({ folder: temporaryFolder(atEnd), atEnd })
    browser = await launchBrowser()
    atEnd(() => browser.close())
    await server.post('/api/otp/send', { purpose: 'login', phone_e164: '+233244123456' })
  })
  afterAll(async () => {
    for (const end of endings) await end()
  })

  const views = [
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 360, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
  ] as const

  const open = async (path: string, { width, colorScheme }: (typeof views)[number]) => {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      bypassCSP: true,
    })
    const page = await context.newPage()
    await page.goto(`${server.url}${path}`)
    return page
  }

  for (const path of ['/dev/outbox', '/docs'])
    test.each(views)(
      `E9 ${path}: axe finds nothing and nothing is cut off at $width px, $colorScheme`,
      async (view) => {
        const page = await open(path, view)
        expect(await findings(page)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(view.width)
        await page.context().close()
      },
    )

  test('a message that is sent while the outbox is open appears by itself', async () => {
    const page = await open('/dev/outbox', views[0])
    const before = await page.locator('article').count()
    await server.post('/api/otp/send', { purpose: 'reset', phone_e164: '+233244123457' })
    await page.locator('article').nth(before).waitFor({ timeout: 10_000 })
    const [newest] = await server.outbox()
    expect(await page.locator('article').first().textContent()).toContain(newest?.code)
    await page.context().close()
  })

  test('nothing on a page breaks its content security policy', async () => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    for (const path of ['/dev/outbox', '/docs']) await page.goto(`${server.url}${path}`)
    expect(complaints).toEqual([])
    await page.close()
  })
})
