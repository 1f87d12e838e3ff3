import { hash } from 'node:crypto'
import { builtInPurposes, createEngine, createSecret, type OutboxMessage } from 'countersign'
import { createHttp } from 'countersign/http'
import { createConsoleProvider } from 'countersign/providers/console'
import { createMemoryStore } from 'countersign/stores/memory'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, test } from 'vitest'
import { testKeyRing as keyRing } from '../support/deployment.ts'

const createApp = ({ isDevelopment = true } = {}) => {
  const clock = createFakeClock()
  const store = createMemoryStore({ clock })
  const { provider, outbox } = createConsoleProvider({ clock })
  const channels = { sms: [provider], email: [provider] }
  const sender = { brand: 'Acme', host: 'acme.example' }
  const engine = createEngine({ store, keyRing, policies: builtInPurposes, channels, sender })
  const development = isDevelopment ? { outbox, host: 'otp.acme.example' } : undefined
  const http = createHttp({ engine, store, keyRing, brand: 'Acme', development })

  const ask = async (body: unknown) =>
    http.fetch(
      new Request('http://localhost:3000/api/otp/send', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    )
  const open = async (accept?: string) =>
    http.fetch(
      new Request('http://localhost:3000/dev/outbox', { headers: accept ? { accept } : {} }),
    )
  const page = async () => (await open(browser)).text()
  const messages = async (): Promise<readonly OutboxMessage[]> =>
    JSON.parse(await (await open('application/json')).text()).messages
  return { http, clock, provider, ask, open, page, messages }
}

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8'
const login = { purpose: 'login', phone_e164: '+233244123456' }
const signIn = { purpose: 'sign_in', email: 'ama@example.com' }

const hostile = `"><script>alert('x')</script>&amp;`
const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;'

/** Everything between the tags of the one element of that name. */
const inside = (page: string, name: string) => {
  const found = [...page.matchAll(new RegExp(`<${name}[^>]*>([\\s\\S]*?)</${name}>`, 'g'))]
  expect(found, `one <${name}>`).toHaveLength(1)
  return found[0]?.[1] ?? ''
}

describe('GET /dev/outbox', () => {
  test('C6 E8 lists what was sent as JSON, newest first, with the documented fields', async () => {
    const { clock, ask, messages } = createApp()
    await ask(login)
    clock.advance(1000)
    const sent = await ask(signIn)
    const code = sent.headers.get('debug-otp')

    expect(await messages()).toEqual([
      {
        id: '2',
        at: new Date(clock.now()).toISOString(),
        channel: 'email',
        to: 'ama@example.com',
        purpose: 'sign_in',
        text: expect.stringContaining(String(code)),
        code,
        link: null,
      },
      expect.objectContaining({ id: '1', channel: 'sms', to: '+233244123456', purpose: 'login' }),
    ])
    expect(code).toMatch(/^[0-9]{6}$/)
  })

  test.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/json, text/html;q=0.5', 'application/json'],
    ['text/html;q=0.5, application/json', 'application/json'],
    ['text/html;q=0, */*', 'application/json'],
    [browser, 'text/html'],
    ['TEXT/HTML', 'text/html'],
  ])('C6 answers Accept %j with %s', async (accept, type) => {
    const response = await createApp().open(accept)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
  })

  test('C6 shows messages on the page newest first, each code once to select', async () => {
    const { ask, page, messages } = createApp()
    await ask(login)
    await ask(signIn)
    const shown = await page()

    const headings = [...shown.matchAll(/<h2[^>]*>(.*?)<\/h2>/g)].map(([, to]) => to)
    expect(headings).toEqual(['ama@example.com', '+233244123456'])
    const codes = [...shown.matchAll(/<code>([0-9]+)<\/code>/g)].map(([, code]) => code)
    expect(codes).toEqual((await messages()).map(({ code }) => code))
  })

  test('C6 an empty outbox says how to fill it', async () => {
    const { ask, page } = createApp()
    const curl = 'curl http://localhost:3000/api/otp/send'
    expect(await page()).toContain(curl)
    await ask(login)
    expect(await page()).not.toContain(curl)
  })

  test('C16 markup in a recipient, purpose, text or code stays text', async () => {
    const { provider, page } = createApp()
    const secret = createSecret(hostile)
    const message = {
      channel: 'sms',
      deliveryId: 'd1',
      ttlSeconds: 300,
      locale: 'en',
      to: secret,
      purpose: hostile,
      text: secret,
      code: secret,
    } as const
    await provider.send(message, { signal: AbortSignal.any([]) })
    const shown = await page()

    expect(shown).not.toContain(hostile)
    expect(shown.split(escaped)).toHaveLength(5)
  })

  test('C16 the policy allows exactly the style sheet and script that stand in the page', async () => {
    const response = await createApp().open(browser)
    const policy = response.headers.get('content-security-policy')?.split('; ')
    const page = await response.text()
    const source = (name: string) => `'sha256-${hash('sha256', inside(page, name), 'base64')}'`

    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`style-src ${source('style')}`)
    expect(policy).toContain(`script-src ${source('script')}`)
    expect(page).not.toMatch(/ (style|on[a-z]+|src)=/)
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('C16 the HTML part of an email is shown without any right, and text messages have none', async () => {
    const { http, ask, page } = createApp()
    await ask(login)
    await ask(signIn)
    const links = [...(await page()).matchAll(/href="(\/dev\/outbox\/html[^"]*)"/g)]
    expect(links.map(([, href]) => href)).toEqual(['/dev/outbox/html?id=2'])
    const get = async (path: string) => http.fetch(new Request(`http://localhost:3000${path}`))
    const response = await get('/dev/outbox/html?id=2')
    const policy = response.headers.get('content-security-policy')?.split('; ')
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", 'sandbox']))
    expect(policy?.filter((rule) => rule.includes('unsafe'))).toEqual(["style-src 'unsafe-inline'"])
    expect(await response.text()).toContain('<html lang="en" dir="ltr">')
    for (const query of ['?id=1', '?id=3', ''])
      expect((await get(`/dev/outbox/html${query}`)).status).toBe(404)
    const foreign = await http.fetch(new Request('http://evil.example/dev/outbox/html?id=2'))
    expect(foreign.status).toBe(404)
  })

  test('B8 C7 does not exist outside development, and no answer carries a code', async () => {
    const { ask, open } = createApp({ isDevelopment: false })
    const sent = await ask(login)
    const response = await open('application/json')

    expect(sent.status).toBe(200)
    expect(sent.headers.has('debug-otp')).toBe(false)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ code: 'not_found' })
  })
})

test.each([
  ['localhost:3000', 200],
  ['127.0.0.1:3000', 200],
  ['[::1]:3000', 200],
  ['otp.acme.example', 200],
  ['evil.example', 404],
])(
  'C4 a page of another site that points its own name here reads no code: %s',
  async (host, status) => {
    const { http } = createApp()
    const outbox = await http.fetch(new Request(`http://${host}/dev/outbox`))
    expect(outbox.status).toBe(status)
    const sent = await http.fetch(
      new Request(`http://${host}/api/otp/send`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(login),
      }),
    )
    expect(sent.status).toBe(200)
    expect(sent.headers.has('debug-otp')).toBe(status === 200)
  },
)
