import { hash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createAdminDesk } from '../../support/admin-desk.ts'
import { stores } from '../../support/deployment.ts'

const phone = '+233244777123'
const email = 'Kweku.Marker@mail.example'

describe.each(Object.entries(stores))('the console, on %s', (_name, store) => {
  test('C1 D4 E8 loading the page behind a sign-in link spends nothing and gives nothing', async () => {
    const desk = await createAdminDesk({ store })
    const link = await desk.makeLink()
    const path = `/admin/sign-in?token=${link}`
    for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS']) {
      const { status, headers, text } = await desk.ask(method, path)
      expect(status).toBe(method === 'OPTIONS' ? 405 : 200)
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(text).not.toContain(link)
    }
    expect(await desk.events('admin.signed_in')).toEqual([])
    expect(await desk.signIn({ link })).toContain('cs_')
  })

  test('E7 no answer and no page shows a code, a token, a hash, a whole phone or a whole address', async () => {
    const desk = await createAdminDesk({ store })
    const [viewer, token] = [await desk.hire({ name: 'v', role: 'viewer' }), await desk.hire()]
    const link = await desk.makeLink()
    const cookie = await desk.signIn({ token })
    const secrets = [
      phone,
      phone.slice(1),
      email,
      'Kweku',
      token,
      viewer,
      link,
      cookie.split('=')[1],
    ]
    for (const to of [{ phone_e164: phone }, { email }]) {
      const purpose = 'email' in to ? 'email_quote' : 'login'
      await desk.post('/api/otp/send', { purpose, ...to })
      secrets.push(desk.lastCode())
      await desk.post('/api/otp/verify', { purpose, ...to, code: '000000' })
      const tested = await desk.ask('POST', '/api/admin/integrations/recording/test', {
        token,
        body: to,
      })
      expect(tested.status).toBe(200)
      secrets.push(desk.lastCode())
      await desk.ask('POST', '/api/admin/recipients/unlock', { token, body: to })
      await desk.ask('POST', '/api/admin/recipients/invalidate', { token, body: to })
    }
    const seen = await Promise.all([
      ...[
        'integrations',
        'switches',
        'purposes',
        'deliveries',
        'audit',
        'audit/verify',
        'stats',
        'session',
      ].map((path) => desk.ask('GET', `/api/admin/${path}`, { token })),
      desk.ask('GET', '/admin', { cookie }),
      desk.ask('POST', '/api/admin/recipients/unlock', {
        token,
        body: { phone_e164: `${phone}x` },
      }),
      desk.ask('POST', '/api/admin/session', { body: { token: `${token}x` } }),
      desk.ask('GET', `/admin/sign-in?token=${link}`),
    ])
    for (const { text } of seen) for (const secret of secrets) expect(text).not.toContain(secret)
    expect(seen.map(({ text }) => text).join()).not.toMatch(
      /person|salt|"mac"|commitment|event_?[kK]ey/,
    )
    expect(seen[8]?.text).toContain('+233•••23')
    expect(seen[8]?.text).toContain('K•••@mail.example')
  })

  test('F2 A4 the console says what is switched off, by whom, why, until when, and what that means', async () => {
    const desk = await createAdminDesk({ store })
    const token = await desk.hire()
    const cookie = await desk.signIn({ token })
    const off = { scope: 'all', reason: 'Pumping <b>from</b> one range', seconds: 3600 }
    expect((await desk.ask('GET', '/admin', { cookie })).text).toContain('Nothing is switched off.')
    await desk.ask('POST', '/api/admin/switches', { token, body: off })
    await desk.ask('PATCH', '/api/admin/integrations/recording', {
      token,
      body: { otp_enabled: false },
    })
    const { text } = await desk.ask('GET', '/admin', { cookie })
    expect(text).toContain('Switched off: All sending, Sending through recording.')
    expect(text).toContain('Pumping &lt;b&gt;from&lt;/b&gt; one range')
    expect(text).toContain('By admin:kofi, since')
    expect(text).toContain('until <time datetime="2026-01-01T01:00:00.000Z">')
    expect(text).toContain('people go on without a code')
    expect(text).toContain('nobody gets on')
    expect(text).toContain('Off: no code is sent through it')
  })
})

test('E6 a viewer finds no button that changes something', async () => {
  const desk = await createAdminDesk()
  const cookie = await desk.signIn({ token: await desk.hire({ role: 'viewer' }) })
  const { text } = await desk.ask('GET', '/admin', { cookie })
  expect(text).toContain('Changes need the role operator')
  expect(text).not.toMatch(/<button[^>]+data-act|<dialog/)
})

test('E8 who is not signed in is led to the sign-in page', async () => {
  const desk = await createAdminDesk()
  for (const options of [{}, { cookie: '__Host-countersign-admin=cs_x.1' }]) {
    const { status, headers } = await desk.ask('GET', '/admin', options)
    expect([status, headers.get('location')]).toEqual([302, '/admin/sign-in'])
  }
  expect((await desk.ask('GET', '/admin/sign-in')).text).toContain('type="password"')
})

test('A13 when the store is away, people get a page that says so', async () => {
  const desk = await createAdminDesk({ store: stores.sqlite })
  const cookie = await desk.signIn({ token: await desk.hire() })
  await desk.store.close()
  const { status, headers, text } = await desk.ask('GET', '/admin', { cookie })
  expect(status).toBe(503)
  expect(headers.get('content-type')).toContain('text/html')
  expect(text).toContain('The service cannot answer right now')
})

test('C16 pages allow exactly their own style and script, and hold no handler', async () => {
  const desk = await createAdminDesk()
  const cookie = await desk.signIn({ token: await desk.hire() })
  for (const path of ['/admin', '/admin/sign-in', '/admin/sign-in?token=x']) {
    const { headers, text } = await desk.ask('GET', path, { cookie })
    const policy = headers.get('content-security-policy')
    for (const name of ['style', 'script']) {
      const [, source = ''] = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(text) ?? []
      expect(policy).toContain(`${name}-src 'sha256-${hash('sha256', source, 'base64')}'`)
    }
    expect(text).not.toMatch(/ (on[a-z]+|style)=|<script [^>]*src|unsafe/)
  }
})

test('E6 without administration there is neither console nor admin API', async () => {
  const desk = await createAdminDesk({ admin: null })
  for (const path of ['/admin', '/admin/sign-in', '/api/admin/switches'])
    expect((await desk.ask('GET', path)).status).toBe(404)
  expect((await desk.ask('GET', '/openapi.json')).text).not.toContain('/api/admin')
})
