import { createHmac } from 'node:crypto'
import type { Countersign } from 'countersign'
import { createSecret } from 'countersign'
import { createCallback } from 'countersign/http'
import { resend } from 'countersign/providers/resend'
import express from 'express'
import express4 from 'express-4'
import { describe, expect, test } from 'vitest'
import { newPhone } from '../support/deployment.ts'
import { alone, listen } from './support/frameworks.ts'
import { createProving } from './support/proving.ts'

type Create = typeof express

/** Ways to mount everything, and the prefix that it is reached under. */
const mounts: Readonly<
  Record<
    string,
    {
      readonly prefix: string
      readonly mount: (create: Create, of: Countersign) => Parameters<typeof listen>[0]
    }
  >
> = {
  'behind express.json()': {
    prefix: '',
    mount: (create, { express: middleware }) => {
      const app = create()
      app.use(create.json(), create.urlencoded({ extended: false }), middleware())
      app.use((_request, response) => void response.status(418).end())
      return app
    },
  },
  'under a prefix': {
    prefix: '/auth-codes',
    mount: (create, { express: middleware }) => {
      const app = create()
      app.use('/auth-codes', middleware())
      app.use((_request, response) => void response.status(418).end())
      return app
    },
  },
  'without a framework': {
    prefix: '',
    mount: (_create, { express: middleware }) => alone(middleware()),
  },
}

const versions: Readonly<Record<string, Create>> = { 'Express 5': express, 'Express 4': express4 }

const cases = Object.entries(versions).flatMap(([version, create]) =>
  Object.entries(mounts).map(([name, mount]) => ({ name: `${version} ${name}`, create, ...mount })),
)

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

describe.each(cases)('$name', ({ create, prefix, mount }) => {
  const startApp = async (options: Parameters<typeof createProving>[0] = {}) => {
    const proving = await createProving(options)
    const call = await listen(mount(create, proving.countersign))
    return { ...proving, call: (path: string, init?: RequestInit) => call(prefix + path, init) }
  }

  test('A8 serves the whole API', async () => {
    const { call, provider } = await startApp()
    const about = { purpose: 'login', phone_e164: newPhone() }
    expect(await (await call('/api/otp/send', post(about))).json()).toMatchObject({
      status: 'sent',
    })
    const code = provider.messages.at(-1)?.code.reveal()
    const verified = await call('/api/otp/verify', post({ ...about, code }))
    expect([verified.status, await verified.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'verified' }),
    ])
    const again = await call('/api/otp/verify', post({ ...about, code }))
    expect([again.status, await again.json()]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_code' }),
    ])
  })

  test('A8 leaves every other path to the app, and answers wrong methods and HEAD itself', async () => {
    const { call } = await startApp()
    expect((await call('/elsewhere', post({}))).status).toBe(418)
    expect((await call('/api/otp')).status).toBe(418)
    expect((await call('/api/otp/send')).status).toBe(405)
    const head = await call('/healthz', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  test('a body that is too large, or no JSON, is refused', async () => {
    const { call } = await startApp()
    expect((await call('/api/otp/send', post({ purpose: 'x'.repeat(20_000) }))).status).toBe(413)
    expect((await call('/api/otp/send', { method: 'POST', body: 'x' })).status).toBe(415)
    expect((await call('/api/otp/send', post('{'))).status).toBe(400)
  })

  test('takes the address of the socket for that of the caller, whatever X-Forwarded-For says', async () => {
    const { call } = await startApp({
      purposes: { login: { limits: [{ per: 'ip', on: 'send', max: 2, seconds: 900 }] } },
    })
    const send = async (n: number) => {
      const init = post({ purpose: 'login', phone_e164: newPhone() })
      return (
        await call('/api/otp/send', {
          ...init,
          headers: { ...init.headers, 'x-forwarded-for': `198.51.100.${n}` },
        })
      ).status
    }
    expect([await send(1), await send(2), await send(3)]).toEqual([200, 200, 429])
  })
})

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`

const signed = (body: string, at: number): RequestInit => {
  const seconds = String(Math.floor(at / 1000))
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`msg_1.${seconds}.${body}`).digest('base64')
  const headers = {
    'content-type': 'application/json',
    'svix-id': 'msg_1',
    'svix-timestamp': seconds,
    'svix-signature': `v1,${signature}`,
  }
  return { method: 'POST', body, headers }
}

const bodies = {
  'before express.json()': (
    app: ReturnType<Create>,
    middleware: ReturnType<Countersign['express']>,
  ) => app.use(middleware, express.json()),
  'behind express.json() that keeps the bytes': (
    app: ReturnType<Create>,
    middleware: ReturnType<Countersign['express']>,
  ) =>
    app.use(
      express.json({
        verify: (request, _response, bytes) => void Object.assign(request, { rawBody: bytes }),
      }),
      middleware,
    ),
}

test.each(Object.entries(bodies))('H1 a signed report is taken %s', async (_name, mount) => {
  if (resend.callback === undefined) throw new Error('Resend reports nothing')
  const callback = createCallback({
    integration: 'resend',
    kind: resend.callback,
    publicUrl: new URL('https://app.acme.example'),
    secret: () => createSecret(secret),
  })
  const { countersign } = await createProving({ callbacks: [callback] })
  const app = express()
  mount(app, countersign.express())
  const call = await listen(app)
  const body =
    '{ "type": "email.delivered",  "created_at": "2026-01-01T00:00:00.000Z", "data": { "email_id": "e1" } }'
  expect((await call('/webhooks/resend', signed(body, Date.now()))).status).toBe(204)
  expect(
    (await call('/webhooks/resend', { ...signed(body, Date.now()), body: `${body} ` })).status,
  ).toBe(403)
})
