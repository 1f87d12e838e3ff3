import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createCustomer, newPhone } from '../sample/customer.ts'
import { type SampleWorld, startSampleWorld } from '../sample/world.ts'
import { createCleanup } from '../world/cleanup.ts'
import { browserPath, findings, launchBrowser } from './support/browser.ts'

interface Field {
  value: string
  readonly scrollWidth: number
  readonly clientWidth: number
}

declare const document: { readonly documentElement: { readonly scrollWidth: number } }

describe.skipIf(browserPath === undefined)('the pages of the sample app in a real browser', () => {
  const cleanup = createCleanup()
  afterAll(cleanup.run)
  let browser: Browser
  let world: SampleWorld

  beforeAll(async () => {
    world = await startSampleWorld({ cleanup })
    browser = await launchBrowser()
    cleanup.add(() => browser.close())
  })

  const atPhone = { viewport: { width: 360, height: 780 } }

  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ ...atPhone, ...options })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    await page.goto(`${world.url}${path}`)
    return page
  }

  const fillIn = async (page: Page, phone: string, name = 'Ama') => {
    await page.getByLabel('Your name').fill(name)
    await page.getByLabel('Phone number').fill(phone)
    await page.getByLabel('Password').fill('three blue goats')
    await page.getByLabel('Recovery phrase').fill('mango harbour drum')
    await page.getByRole('button', { name: 'Open my account' }).click()
  }

  const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Type the code' })

  const arrives = (page: Page) => page.getByRole('heading', { name: 'Welcome, Ama' }).waitFor()

  test('A12 somebody registers on a phone: the form, six digits typed, and in', async () => {
    const page = await open('/register')
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    const phone = newPhone()
    await fillIn(page, phone)
    await dialogOf(page).getByText(`We sent six digits to ${phone}.`).waitFor()
    const code = dialogOf(page).getByLabel('Code')
    expect(await code.getAttribute('autocomplete')).toBe('one-time-code')
    expect(await code.getAttribute('inputmode')).toBe('numeric')
    await page.keyboard.type(world.codeOn(phone))
    await arrives(page)
    expect(new URL(page.url()).pathname).toBe('/')
    expect(complaints).toEqual([])
  })

  test('A12 A10 a wrong code is announced where it was typed, and the right one can be pasted after it', async () => {
    const page = await open('/register')
    const phone = newPhone()
    await fillIn(page, phone)
    const dialog = dialogOf(page)
    await dialog.waitFor()
    const right = world.codeOn(phone)
    await page.keyboard.type(right === '000000' ? '000001' : '000000')
    await dialog.getByRole('alert').filter({ hasText: 'wrong or has expired' }).waitFor()
    expect(await findings(page)).toEqual([])
    await dialog.getByLabel('Code').fill(`${right.slice(0, 3)} ${right.slice(3)}`)
    await arrives(page)
  })

  test('A12 another code can be asked for when the countdown is over, and replaces the first', async () => {
    const page = await open('/register')
    await page.clock.install()
    const phone = newPhone()
    await fillIn(page, phone)
    const again = dialogOf(page).getByRole('button', { name: /Send another code/ })
    await again.waitFor()
    expect(await again.isDisabled()).toBe(true)
    expect(await again.textContent()).toMatch(/\(\d+ s\)/)
    await world.pass(60)
    await page.clock.runFor(61_000)
    await again.click()
    await dialogOf(page).getByText('Another code is on its way').waitFor()
    await dialogOf(page).getByLabel('Code').fill(world.codeOn(phone))
    await arrives(page)
  })

  test('A8 what the app says to a form is shown as it was before there were codes', async () => {
    const taken = createCustomer(world)
    await taken.register(await taken.prove('register'))
    await world.pass(60)
    const page = await open('/register')
    await fillIn(page, taken.phone)
    await dialogOf(page).waitFor()
    await page.keyboard.type(world.codeOn(taken.phone))
    await page.getByRole('alert').filter({ hasText: 'has an account' }).waitFor()
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ama')
    expect(await page.title()).toContain('Problem')
    const focused = page.locator('#phone:focus')
    await focused.waitFor()
  })

  test('A9 a provider that fails is announced at the form, and the form can be sent again', async () => {
    const page = await open('/register')
    const phone = newPhone()
    world.arkesel.answerWith('no_balance')
    onTestFinished(() => world.arkesel.answerWith(undefined))
    await fillIn(page, phone)
    await page.getByRole('alert').filter({ hasText: 'Nothing was used up' }).waitFor()
    world.arkesel.answerWith(undefined)
    await page.getByRole('button', { name: 'Open my account' }).click()
    await dialogOf(page).waitFor()
    await page.keyboard.type(world.codeOn(phone))
    await arrives(page)
  })

  test('A4 while codes are switched off the pages go on without one', async () => {
    await world.admin.flip('arkesel', false)
    onTestFinished(async () => void (await world.admin.flip('arkesel', true)))
    const page = await open('/register')
    const before = world.arkesel.requests.length
    await fillIn(page, newPhone())
    await arrives(page)
    expect(world.arkesel.requests).toHaveLength(before)
  })

  test('A8 somebody who is logged in sends money with a code', async () => {
    const kofi = createCustomer(world)
    await kofi.register(await kofi.prove('register'))
    const page = await open('/register')
    const phone = newPhone()
    await fillIn(page, phone)
    await dialogOf(page).waitFor()
    await page.keyboard.type(world.codeOn(phone))
    await arrives(page)
    await page.getByRole('main').getByRole('link', { name: 'Send money' }).click()
    await page.getByLabel('To').fill(kofi.phone)
    await page.getByLabel('Amount in cedis').fill('12.50')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await dialogOf(page).waitFor()
    await page.keyboard.type(world.codeOn(phone))
    await page.getByText('GH₵ 37.50').waitFor()
  })

  test('text of twice the size and a name without end fit on a phone, and so does a whole code', async () => {
    const page = await open('/register', { bypassCSP: true })
    const isGood = async () => {
      await page.addStyleTag({ content: 'html { font-size: 200% }' })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    }
    const [phone, name] = [newPhone(), 'Nana'.repeat(30)]
    await fillIn(page, phone, name)
    await dialogOf(page).waitFor()
    await isGood()
    const code = dialogOf(page).getByLabel('Code')
    await code.fill('88888')
    const room = await code.evaluate((field: Field) => {
      field.value = '888888'
      return field.scrollWidth - field.clientWidth
    })
    expect(room).toBe(0)
    await code.fill(world.codeOn(phone))
    await page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor()
    for (const path of ['/', '/me', '/transfer']) {
      await page.goto(`${world.url}${path}`)
      await isGood()
    }
  })

  const views = [
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 360, colorScheme: 'light' },
    { width: 360, colorScheme: 'dark' },
  ] as const

  test.each(views)(
    'every page: axe finds nothing and nothing is cut off at $width px, $colorScheme',
    async ({ width, colorScheme }) => {
      const looks = { viewport: { width, height: 780 }, colorScheme, bypassCSP: true }
      const page = await open('/', looks)
      const isGood = async () => {
        expect(await findings(page)).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      }
      for (const path of ['/', '/login', '/reset', '/register']) {
        await page.goto(`${world.url}${path}`)
        await isGood()
      }
      const phone = newPhone()
      await fillIn(page, phone)
      await dialogOf(page).waitFor()
      await isGood()
      await page.keyboard.type(world.codeOn(phone))
      await arrives(page)
      for (const path of ['/', '/me', '/transfer']) {
        await page.goto(`${world.url}${path}`)
        await isGood()
      }
    },
  )
})
