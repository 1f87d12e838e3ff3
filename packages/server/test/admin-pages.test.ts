import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, launchBrowser } from './support/browser.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { openPage, printedLink, signInWith } from './support/console.ts'
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

const views = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const

const confirmIn = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name }).click()

describe.skipIf(browserPath === undefined)('the console in a real browser', () => {
  let browser: Browser
  let server: ServerProcess
  let token: string

  const endings: Parameters<AtEnd>[0][] = []
  const atEnd: AtEnd = (work) => endings.unshift(work)

  beforeAll(async () => {
    const folder = temporaryFolder(atEnd)
    server = await startServer({ folder, atEnd })
    browser = await launchBrowser()
    atEnd(() => browser.close())
    for (const to of ['+233244123456', '+233244123457'])
      await server.post('/api/otp/send', { purpose: 'login', phone_e164: to })
    const file = writeConfig(folder, {})
    const create = ['admin', 'create', 'kofi', '--role', 'operator', '--config', file]
    token = (await runCommand(create, { folder })).stdout.trim()
  })
  afterAll(async () => {
    for (const end of endings) await end()
  })

  const signIn = async (view: Parameters<typeof openPage>[2] = {}) => {
    const page = await openPage(browser, `${server.url}/admin/sign-in`, view)
    await page.getByLabel('Your token').fill(token)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/admin')
    return page
  }

  test('C1 E8 the link that a first start prints signs in with a press of the button, once', async () => {
    const link = printedLink(server) ?? ''
    for (let n = 0; n < 3; n++) await fetch(link)
    const page = await openPage(browser, 'about:blank')
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(page.url()).toBe(`${new URL(link).origin}/admin/sign-in`)
    await signInWith(page, link)
    await page.getByText('developer, operator').waitFor()
    await page.goto(link)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This link was used already').waitFor()
    await page.context().close()
  })

  test.each(views)(
    'E9 E7 axe finds nothing on any page, and nothing is cut off, at $width px, $colorScheme',
    async (view) => {
      const page = await signIn(view)
      const check = async () => {
        expect(await findings(page)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(view.width)
      }
      await check()
      await page.getByRole('button', { name: 'Stop sending …' }).click()
      await page.getByLabel('What').selectOption('country')
      await check()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Switch off console' }).click()
      await check()
      await page.keyboard.press('Escape')
      await page.goto(`${server.url}/admin/sign-in?token=x`)
      await check()
      await page.goto(`${server.url}/admin/sign-in`)
      await page.getByLabel('Your token').fill('ca_wrong')
      await page.keyboard.press('Enter')
      await page.getByText('This token is not good').waitFor()
      await check()
      await page.context().close()
    },
  )

  test('E9 text of twice the size fits on a phone, in the console and in its dialog', async () => {
    const page = await signIn({ width: 360 })
    await page.addStyleTag({ content: 'html { font-size: 200% }' })
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    await page.getByRole('heading', { name: 'Last events' }).waitFor()
    expect(await width()).toBe(360)
    await page.getByRole('button', { name: 'Stop sending …' }).click()
    expect(await width()).toBe(360)
    await page.context().close()
  })

  test('A3 F2 E9 a provider is switched off and on with the keyboard alone, and what is shown is so', async () => {
    const page = await signIn()
    const button = page.getByRole('button', { name: 'Switch off console' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Reason').focus()
    await page.keyboard.type('The provider is down')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText('console is off.').waitFor()
    const sent = await server.post('/api/otp/send', {
      ...{ purpose: 'login', phone_e164: '+233244123458' },
    })
    expect(await sent.json()).toEqual({ status: 'skipped' })
    await page.getByText('Switched off: Sending through console.').waitFor()
    await page.getByText('people go on without a code').first().waitFor()
    await page.getByRole('button', { name: 'Switch on console' }).click()
    await page.getByRole('dialog').getByLabel('Reason').fill('It is back')
    await confirmIn(page, 'Switch on')
    await page.getByText('Nothing is switched off.').waitFor()
    await page.context().close()
  })

  test('F2 a country is stopped with a reason and an end, shown with both, and let go on', async () => {
    const page = await signIn()
    await page.getByRole('button', { name: 'Stop sending …' }).click()
    await page.getByLabel('What').selectOption('country')
    await page.getByLabel('Country code').fill('xx')
    await page.getByLabel('It ends').selectOption('3600')
    await page.getByLabel('Reason').fill('Pumping from one range')
    await confirmIn(page, 'Stop sending')
    await page.getByRole('alert').getByText('must be a country code').waitFor()
    await page.getByLabel('Country code').fill('gh')
    await confirmIn(page, 'Stop sending')
    const card = page.getByRole('listitem').filter({ hasText: 'Sending to GH is stopped' })
    expect(await card.textContent()).toMatch(
      /Pumping from one range\s+By admin:kofi, since [\s\S]+,\s+until /,
    )
    await card.getByRole('button').click()
    await confirmIn(page, 'Let go on')
    await page.getByText('No switch stops anything.').waitFor()
    await page.context().close()
  })

  test('E8 who signed in long ago confirms a change with the token, in the same dialog', async () => {
    const page = await signIn()
    let refusals = 0
    await page.route('**/api/admin/switches', (route) =>
      route.request().method() === 'POST' && refusals++ === 0
        ? route.fulfill({ status: 403, json: { code: 'sign_in_again', detail: '' } })
        : route.continue(),
    )
    await page.getByRole('button', { name: 'Stop sending …' }).click()
    await page.getByLabel('Reason').fill('A drill')
    await confirmIn(page, 'Stop sending')
    const field = page.getByLabel('Your token, to confirm')
    await field.fill('ca_wrong')
    await confirmIn(page, 'Stop sending')
    await page.getByRole('alert').getByText('This token is not good.').waitFor()
    await field.fill(token)
    await confirmIn(page, 'Stop sending')
    await page.getByText('All sending is stopped').waitFor()
    await page.getByRole('button', { name: 'Let go on' }).click()
    await confirmIn(page, 'Let go on')
    await page.getByText('No switch stops anything.').waitFor()
    await page.context().close()
  })

  test('E9 every failure says what to do, and leaves what was typed', async () => {
    const page = await signIn()
    let fail: 'abort' | number = 'abort'
    await page.route('**/api/admin/switches', (route) =>
      fail === 'abort'
        ? route.abort()
        : route.fulfill({ status: fail, headers: { 'retry-after': '120' }, json: { code: 'x' } }),
    )
    await page.getByRole('button', { name: 'Stop sending …' }).click()
    await page.getByLabel('Reason').fill('A drill')
    const says = async (text: string) => {
      await confirmIn(page, 'Stop sending')
      await page.getByRole('alert').getByText(text).waitFor()
      expect(await page.getByLabel('Reason').inputValue()).toBe('A drill')
    }
    await says('The server does not answer. Look at the page again')
    fail = 503
    await says('nothing was done. Try again.')
    fail = 429
    await says('Too many tries. Wait 2 minutes.')
    fail = 500
    await says('The server answered 500.')
    await page.context().close()
  })

  test('E8 signing out ends it for every tab; the next change leads to the sign-in page', async () => {
    const page = await signIn()
    const tab = await page.context().newPage()
    await tab.goto(`${server.url}/admin`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL('**/admin/sign-in')
    await tab.getByRole('button', { name: 'Switch off console' }).click()
    await tab.getByLabel('Reason').fill('Too late')
    await confirmIn(tab, 'Switch off')
    await tab.waitForURL('**/admin/sign-in')
    await page.goto(`${server.url}/admin`)
    expect(page.url()).toBe(`${server.url}/admin/sign-in`)
    await page.context().close()
  })

  test('C16 E7 no page breaks its policy or says anything to the console of the browser', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${server.url}/admin/sign-in`)
    await page.getByLabel('Your token').fill(token)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/admin')
    await page.getByRole('button', { name: 'Stop sending …' }).click()
    await page.getByLabel('Reason').fill('A drill')
    await confirmIn(page, 'Stop sending')
    await page.getByRole('button', { name: 'Let go on' }).click()
    await confirmIn(page, 'Let go on')
    await page.getByText('No switch stops anything.').waitFor()
    expect(await page.content()).not.toMatch(/\+233244|ca_[\w-]{10}|cs_/)
    expect(complaints).toEqual([])
    await context.close()
  })
})
