import { builtInPurposes } from 'countersign'
import { describe, expect, test } from 'vitest'
import { localeTags } from '../../src/engine/message/locale.ts'
import { stores } from '../support/deployment.ts'
import { createLinking, type Linking, newEmail, target } from '../support/magic-link.ts'

const browserLike = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0.0.0 Safari/537.36',
  'sec-fetch-site': 'none',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

const cookieOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

/** Everything in a page that a program could follow or submit to. */
const addressesIn = (page: string, base: string): readonly string[] =>
  [...page.matchAll(/(?:href|src|action|formaction|content)="([^"]*)"|'([^']*\/[^']*)'/g)]
    .map(([, quoted, scripted]) => quoted ?? scripted ?? '')
    .filter((address) => URL.canParse(address, base) && !address.startsWith('data:'))
    .map((address) => new URL(address, base).href)

const form = (type: string, body: string): RequestInit => ({
  ...{ method: 'POST', headers: { ...browserLike, 'content-type': type }, body },
})

/** What mail scanners were seen to do with a link, and more. */
const scan = async (under: Linking, link: string): Promise<readonly Response[]> => {
  const answers = [
    await under.open(link, { method: 'HEAD' }),
    await under.open(link),
    await under.open(link, { headers: browserLike }),
    await under.open(link, { method: 'OPTIONS' }),
  ]
  for (let n = 0; n < 20; n++) answers.push(await under.open(link, { headers: browserLike }))
  const page = await (await under.open(link)).text()
  const token = under.lastToken()
  const multipart = `--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n${token}\r\n--x--\r\n`
  const api = 'https://otp.acme.example/api/magic-link/verify'
  for (const address of [link, api, `${api}?token=${token}`, ...addressesIn(page, link)])
    for (const init of [
      {},
      form('application/x-www-form-urlencoded', `token=${token}&confirm=on`),
      form('multipart/form-data; boundary=x', multipart),
      form('text/plain', JSON.stringify({ token })),
      { method: 'POST', headers: browserLike },
    ])
      answers.push(await under.open(address, init))
  return answers
}

describe.each(Object.entries(stores))('the page behind a link, on the %s store', (_name, store) => {
  test('C1 whatever a mail scanner does with it, nothing is spent, nobody signed in, and the person comes after it', async () => {
    const under = await createLinking({ store })
    await under.ask({ purpose: 'enter', redirect_to: target })
    const before = await under.store.audit.list({ rowsAtMost: 50 })
    const answers = await scan(under, under.lastLink())
    expect(answers.length).toBeGreaterThan(35)
    for (const { headers } of answers) expect(headers.get('set-cookie')).toBeNull()
    for (const { status } of answers) expect([200, 404, 405, 415]).toContain(status)
    expect(await under.store.audit.list({ rowsAtMost: 50 })).toEqual(before)
    expect((await under.press(under.lastToken())).status).toBe(200)
  })
})

test('C4 the page has no form, loads nothing, and tells nobody where it came from', async () => {
  const under = await createLinking()
  await under.ask({ redirect_to: target })
  const answer = await under.open(under.lastLink())
  expect(answer.status).toBe(200)
  const page = await answer.text()
  expect(page).not.toMatch(
    /<(form|a|img|iframe|object|embed|base|meta http)\b|type="submit"|http-equiv/i,
  )
  expect(page).not.toContain(under.lastToken())
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const policy = (answer.headers.get('content-security-policy') ?? '').split('; ')
  expect(policy).toEqual([
    "default-src 'none'",
    expect.stringMatching(/^style-src 'sha256-[\w+/=]+'$/),
    'img-src data:',
    expect.stringMatching(/^script-src 'sha256-[\w+/=]+'$/),
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    'form-action https://app.acme.example',
  ])
})

test('C4 without a redirect the page may send no form anywhere', async () => {
  const under = await createLinking()
  await under.ask()
  const { headers } = await under.open(under.lastLink())
  expect(headers.get('content-security-policy')).toContain("form-action 'none'")
})

test('C6 the browser that asked sees one button; every other one must confirm first', async () => {
  const under = await createLinking()
  const mine = cookieOf(await under.ask())
  const other = cookieOf(await under.ask())
  await under.ask({}, { cookie: mine })
  const link = under.lastLink()
  const pageFor = async (cookie?: string) =>
    (await under.open(link, { headers: cookie === undefined ? {} : { cookie } })).text()
  const box = /<input type="checkbox" id="mine"/
  expect(await pageFor(mine)).not.toMatch(box)
  expect(await pageFor(`a=b; ${mine}; c=d`)).not.toMatch(box)
  for (const cookie of [undefined, other, `${mine}x`, mine.replace('__Host-', '')])
    expect(await pageFor(cookie)).toMatch(box)
})

test('E7 the page says whose it is, what for and to whom, the address masked', async () => {
  const under = await createLinking({ policies: builtInPurposes })
  await under.ask({ purpose: 'sign_in', email: 'ama.mensah@example.com' })
  const page = await (await under.open(under.lastLink())).text()
  expect(page).toContain('<title>Sign in to Acme · Acme</title>')
  expect(page).toContain('<h1>Sign in to Acme</h1>')
  expect(page).toContain('a•••@example.com')
  expect(page).not.toContain('ama.mensah')
})

test.each(localeTags)('G1 a message in %s leads to a page in that language', async (locale) => {
  const under = await createLinking()
  await under.ask({ locale })
  const page = await (await under.open(under.lastLink())).text()
  const direction = locale === 'ar' ? 'rtl' : 'ltr'
  expect(page).toContain(`<html lang="${locale}" dir="${direction}">`)
  expect(page).toContain(`<h1>${under.provider.messages.at(-1)?.subject}</h1>`)
})

test.each(['', '?token=', '?token=cl_x', `?token=cl_${'A'.repeat(300)}`, '?token=%00', '?x=1'])(
  'A7 C1 an address that is no link, %j, gets one page that says what to do',
  async (query) => {
    const under = await createLinking()
    const answer = await under.open(`https://otp.acme.example/magic-link${query}`)
    expect(answer.status).toBe(410)
    const page = await answer.text()
    expect(page).toContain('This link does not work')
    expect(page).not.toContain('<button')
    const plain = await under.open('https://otp.acme.example/magic-link')
    expect(await plain.text()).toBe(page)
  },
)

test('C7 a page for a link that is used looks like the page of one that is not: only the button finds out', async () => {
  const under = await createLinking()
  await under.ask({ email: newEmail() })
  const before = await (await under.open(under.lastLink())).text()
  await under.press(under.lastToken())
  expect(await (await under.open(under.lastLink())).text()).toBe(before)
})
