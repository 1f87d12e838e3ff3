import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startAppPage } from './support/app-page.ts'
import { browserPath, launchBrowser } from './support/browser.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { type AtEnd, temporaryFolder } from './support/temporary-folder.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

declare const window: { readonly axe: { run(): Promise<AxeResults> } }
declare const document: {
  readonly documentElement: { readonly scrollWidth: number }
  readonly activeElement: { readonly id: string } | null
}

const views = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const

const expectGood = async (page: Page, width: number) => {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run())
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
  expect(found).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
}

const newEmail = (() => {
  let count = 0
  return () => `person${++count}@example.com`
})()

describe.skipIf(browserPath === undefined)('the page behind a link, in a real browser', () => {
  let browser: Browser
  let server: ServerProcess
  let app: Awaited<ReturnType<typeof startAppPage>>

  const endings: Parameters<AtEnd>[0][] = []
  const atEnd: AtEnd = (work) => endings.unshift(work)

  beforeAll(async () => {
    const folder = temporaryFolder(atEnd)
    app = await startAppPage(atEnd)
    const limits: readonly object[] = []
    const enter = { channels: ['email'], grants: 'session', limits }
    const purposes = { enter, quote: { channels: ['email'], limits } }
    const config = { brand: 'Acme & Sons', redirects: [app.url], purposes }
    server = await startServer({ folder, config, atEnd })
    browser = await launchBrowser()
    atEnd(() => browser.close())
  })
  afterAll(async () => {
    for (const end of endings) await end()
  })

  const newContext = (options: BrowserContextOptions = {}) => browser.newContext(options)

  /** Asks for a link in that browser, and returns its address on this server. */
  const ask = async ({ request }: BrowserContext, body: object = {}): Promise<string> => {
    const data = { purpose: 'quote', email: newEmail(), redirect_to: app.url, ...body }
    const sent = await request.post(`${server.url}/api/magic-link/send`, { data })
    expect(sent.status(), await sent.text()).toBe(200)
    const link = (await server.outbox())[0]?.link ?? ''
    return `${server.url}/magic-link${new URL(link).search}`
  }

  const opened = async (context: BrowserContext, link: string) => {
    const page = await context.newPage()
    await page.goto(link)
    return page
  }

  const go = (page: Page) => page.getByRole('button', { name: 'Continue to Acme & Sons' })

  test('C1 C4 one press in the browser that asked carries the proof on in the body of a form, and in no address', async () => {
    const context = await newContext()
    const page = await opened(context, await ask(context))
    expect(page.url()).toBe(`${server.url}/magic-link`)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await go(page).click()
    await page.getByText('Welcome back').waitFor()
    const { method, url, referer, body } = app.requests.at(-1) ?? {}
    expect([method, url, referer]).toEqual(['POST', '/done', undefined])
    expect(body).toMatch(/^proof_token=cp_\d+\.[\w-]{43}$/)
    for (const address of asked) expect(address).not.toMatch(/cp_|cl_|token/)
    expect(asked).toEqual([`${server.url}/api/magic-link/verify`, app.url])
    await context.close()
  })

  test('C6 E9 in another browser it takes a tick and a press, and the keyboard alone does both', async () => {
    const [mine, other] = [await newContext(), await newContext()]
    const page = await opened(other, await ask(mine))
    const before = app.requests.length
    expect(await go(page).isDisabled()).toBe(true)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('mine')
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('go')
    expect(app.requests).toHaveLength(before)
    await page.keyboard.press('Enter')
    await page.getByText('Welcome back').waitFor()
    expect(app.requests).toHaveLength(before + 1)
    for (const context of [mine, other]) await context.close()
  })

  test('D10 a session is a cookie of this browser, and the person goes on by a plain address', async () => {
    const context = await newContext()
    const page = await opened(context, await ask(context, { purpose: 'enter' }))
    await go(page).click()
    await page.getByText('Welcome back').waitFor()
    expect(app.requests.at(-1)).toMatchObject({ method: 'GET', url: '/done', referer: undefined })
    const cookies = await context.cookies(server.url)
    const session = cookies.find(({ name }) => name === 'countersign')
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
    const me = await context.request.get(`${server.url}/api/auth/me`)
    expect(me.status()).toBe(200)
    await context.close()
  })

  test('C2 without a redirect the page says that it is done, and shows nothing secret; a second press finds it used', async () => {
    const context = await newContext()
    const link = await ask(context, { redirect_to: undefined })
    const [page, again] = [await opened(context, link), await opened(context, link)]
    await go(page).click()
    await page.getByText('Done. Go back to the page').waitFor()
    expect(await page.content()).not.toMatch(/cp_|cl_/)
    await go(again).click()
    await again.getByText('It was used already').waitFor()
    expect(await go(again).count()).toBe(0)
    await context.close()
  })

  test('C1 while the server is away the page says so, and the same button works afterwards', async () => {
    const context = await newContext()
    const page = await opened(context, await ask(context, { redirect_to: undefined }))
    await context.setOffline(true)
    await go(page).click()
    await page.getByText('That did not work').waitFor()
    await context.setOffline(false)
    await go(page).click()
    await page.getByText('Done.').waitFor()
    await context.close()
  })

  test('C1 without script nothing can be pressed, and the page says to type the code', async () => {
    const context = await newContext({ javaScriptEnabled: false })
    const page = await opened(context, await ask(context))
    const words = page.locator('noscript p')
    await words.waitFor()
    expect(await words.textContent()).toContain('Type the code from the email instead.')
    expect(await page.getByRole('button').count()).toBe(0)
    await context.close()
  })

  test('C5 the page may carry a proof to the redirect only: its policy stops any other form', async () => {
    const context = await newContext()
    const page = await opened(context, await ask(context))
    const before = app.requests.length
    const elsewhere = app.url.replace('127.0.0.1', 'localhost')
    const refused = page.waitForEvent('console', {
      predicate: (message) => message.text().includes('form-action'),
    })
    const make = "const form = document.createElement('form'); form.method = 'post'"
    await page.evaluate(
      `${make}; form.action = '${elsewhere}'; document.body.append(form); form.submit()`,
    )
    await refused
    expect(app.requests).toHaveLength(before)
    await context.close()
  })

  test.each(views)(
    'E9 axe finds nothing on any state of the page, and nothing is cut off, at $width px, $colorScheme',
    async ({ width, colorScheme }) => {
      const viewport = { width, height: 800 }
      const options = { viewport, colorScheme, bypassCSP: true }
      const [context, other] = [await newContext(options), await newContext(options)]
      const email = newEmail().replace('@', `@${'long-name.'.repeat(8)}`)
      const link = await ask(context, { email, redirect_to: undefined })
      const elsewhere = await opened(other, link)
      await expectGood(elsewhere, width)
      await elsewhere.getByRole('checkbox').check()
      await expectGood(elsewhere, width)
      const page = await opened(context, link)
      await expectGood(page, width)
      await go(page).click()
      await page.getByText('Done.').waitFor()
      await expectGood(page, width)
      await page.goto(`${server.url}/magic-link?token=x`)
      await expectGood(page, width)
      const arabic = await opened(other, await ask(context, { locale: 'ar' }))
      await expectGood(arabic, width)
      for (const one of [context, other]) await one.close()
    },
  )
})
