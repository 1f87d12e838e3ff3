import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { builtInPurposes, sampleMessages } from 'countersign'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, launchBrowser } from './support/browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Element {
  readonly scrollWidth: number
}

declare const window: { readonly axe: { run(): Promise<AxeResults> } }
declare const document: { readonly documentElement: Element; readonly body: Element }
declare const getComputedStyle: (of: Element) => {
  readonly color: string
  readonly backgroundColor: string
}
declare const getSelection: () => { toString(): string }

const emails = sampleMessages(
  { brand: 'Acme & Sons', host: 'otp.acme.example' },
  builtInPurposes,
).flatMap(({ purpose, locale, link, html }) =>
  html === undefined ? [] : [{ purpose, locale, link, html }],
)

const shown = emails.filter(({ purpose }) => purpose === 'sign_in')

const views = shown.flatMap((email) =>
  ([375, 800] as const).flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ ...email, width, colorScheme })),
  ),
)

describe.skipIf(browserPath === undefined)('emails in a real browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  const open = async ({ html, width, colorScheme }: (typeof views)[number]): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const page = await context.newPage()
    await page.setContent(html)
    return page
  }

  test.each(views)(
    'E9 $locale at $width px, $colorScheme: axe finds nothing, nothing is cut off, one ground for all',
    async (view) => {
      const page = await open(view)
      await page.evaluate(axe)
      const { violations } = await page.evaluate(() => window.axe.run())
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      ).toEqual([])
      const found = await page.evaluate(() => {
        const { color, backgroundColor } = getComputedStyle(document.body)
        return { scrollWidth: document.documentElement.scrollWidth, color, backgroundColor }
      })
      expect(found).toEqual({
        scrollWidth: view.width,
        color: view.colorScheme === 'dark' ? 'rgb(255, 255, 255)' : 'rgb(0, 0, 0)',
        backgroundColor: 'rgba(0, 0, 0, 0)',
      })
      await page.context().close()
    },
  )

  test.each(shown)(
    'F12 in $locale a double click takes the whole code and nothing else',
    async (email) => {
      const page = await open({ ...email, width: 375, colorScheme: 'light' })
      await page.locator('.code span').dblclick()
      expect((await page.evaluate(() => getSelection().toString())).trim()).toBe('482913')
      await page.context().close()
    },
  )

  test('B9 an email asks for nothing from anywhere', async () => {
    const page = await browser.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    for (const { html } of emails) await page.setContent(html, { waitUntil: 'networkidle' })
    expect(asked).toEqual([])
    await page.close()
  })
})

test.each(emails)(
  'B9 C3 $purpose in $locale, with link $link, holds no other link, picture, script or address',
  ({ html: whole, locale, link }) => {
    const html = link === undefined ? whole : withoutLink(whole, link)
    expect(html).not.toMatch(/<(a|img|link|script|iframe|form|svg|table)\b|url\(|https?:|@import/i)
    expect(html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`)
    expect(html.split('482913')).toHaveLength(2)
    expect(html).toContain('Acme &amp; Sons')
  },
)

/** The one link that belongs there, taken out. */
const withoutLink = (html: string, link: string): string => {
  const [before, after, ...more] = html.split(/<a [^>]*href="([^"]*)">[^<]+<\/a>/)
  expect([after, more.length]).toEqual([link, 1])
  return `${before}${more[0]}`
}
