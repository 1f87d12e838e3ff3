import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDesk } from './support/operator.ts'

const url = 'https://ama:marker-password@hooks.acme.example/marker-path?key=marker-key'
const token = 'marker-token-0123456789'

/** A deployment whose webhook has an address that is a secret, and whose reports come to another one. */
const prepare = async () => {
  const integrations = { webhook: { url }, arkesel: { senderId: 'Acme' } }
  const desk = await createDesk({
    config: { channels: { sms: ['webhook', 'arkesel'] }, integrations },
  })
  const secrets = { arkesel_api_key: 'marker-key', webhook_token: token }
  const webhook_secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  for (const [name, secret] of Object.entries({ ...secrets, webhook_secret }))
    writeFileSync(join(desk.folder, 'data', 'secrets', name), secret)
  const hire = async (name: string, role: string) =>
    (await desk.run('admin', 'create', name, '--role', role)).stdout.trim()
  return { ...desk, operator: await hire('kofi', 'operator'), viewer: await hire('ama', 'viewer') }
}

test('E7 G1 no token in the address of a webhook is shown to a viewer, or kept in a row or an event', async () => {
  const { auditor, operator, viewer, run, serve, store } = await prepare()
  const { integrations, audit } = await store()
  await integrations.ensure(['webhook', 'arkesel'])
  // As it was kept before an endpoint was refused: an event cannot be changed.
  const settings = JSON.stringify({ url, allowHttp: false })
  const facts = { integration: 'webhook', settings }
  const old = auditor({ type: 'integration.changed', actor: 'admin:kofi', facts })
  await integrations.change({ id: 'webhook', settings, audit: old })
  const server = await serve()
  const ask = (path: string, holder: string, init: RequestInit = {}) =>
    server.fetch(path, {
      ...init,
      headers: { authorization: `Bearer ${holder}`, 'content-type': 'application/json' },
    })
  const look = async (path: string) => (await ask(path, viewer)).text()

  const before = [await look('/api/admin/integrations'), await look('/api/admin/audit')]
  expect(before.join()).toContain('https://hooks.acme.example/…')
  const patch = { method: 'PATCH', body: JSON.stringify({ settings: { url } }) }
  const changed = await ask('/api/admin/integrations/webhook', operator, patch)
  expect([changed.status, await changed.json()]).toMatchObject([200, { settings: {} }])
  for (const last of [token, 'marker-wrong-token-0'])
    await server.fetch(`/webhooks/arkesel/${last}?sms_id=1&status=DELIVERED`)
  const signIn = await ask('/api/admin/session', viewer, {
    method: 'POST',
    body: JSON.stringify({ token: viewer }),
  })
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await (await server.fetch('/admin', { headers: { cookie } })).text()
  expect(page).toContain('integration.changed')

  const exported = await run('audit', 'export')
  expect(exported.exitCode).toBe(0)
  const after = ['/api/admin/integrations', '/api/admin/audit', '/api/admin/deliveries'].map(look)
  const shown = [...before, ...(await Promise.all(after)), page, exported.stdout, server.output()]
  for (const text of shown) expect(text).not.toMatch(/marker-/)
  const [event] = await audit.list({ rowsAtMost: 1, types: ['integration.changed'] })
  const rows = JSON.stringify([event, await integrations.list()])
  expect(rows).not.toMatch(/marker-/)
  expect((await run('audit', 'verify')).exitCode).toBe(0)
})
