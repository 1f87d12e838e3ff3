import type { Browser, Page } from 'playwright-core'
import type { ServerProcess } from './server-process.ts'

/** The sign-in link that a server in development printed when it started. */
export const printedLink = (server: ServerProcess): string | undefined =>
  /Console +(\S+\/admin\/sign-in\?token=cl_\S+)/.exec(server.output())?.[1]

/** Opens a page in a browser context of its own. */
export const openPage = async (
  browser: Browser,
  url: string,
  { width = 1280, colorScheme = 'light' as const as 'light' | 'dark' } = {},
): Promise<Page> => {
  const viewport = { width, height: 800 }
  const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true })
  const page = await context.newPage()
  await page.goto(url)
  return page
}

/** Signs in with a link and waits for the console. */
export const signInWith = async (page: Page, link: string): Promise<void> => {
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL('**/admin')
}
