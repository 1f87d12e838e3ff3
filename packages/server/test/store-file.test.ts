import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

test('L7 K3 a server whose database file is replaced is not ready, sends nothing, and says why in its log only', async () => {
  const folder = temporaryFolder()
  const server = await startServer({ folder })
  const path = join(folder, 'data', 'countersign.db')
  const ready = async () => (await server.fetch('/readyz')).status
  const send = () => server.post('/api/otp/send', { purpose: 'login', phone_e164: '+233244123456' })
  expect(await ready()).toBe(200)
  renameSync(path, `${path}.away`)
  copyFileSync(`${path}.away`, path)
  expect(await ready()).toBe(503)
  const refused = await send()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect(await refused.text()).not.toContain('countersign.db')
  expect(await server.outbox()).toEqual([])
  await server.says('is not the database that was opened: it was removed or replaced')
  expect((await server.fetch('/healthz')).status).toBe(200)
  renameSync(`${path}.away`, path)
  expect([await ready(), (await send()).status]).toEqual([200, 200])
  expect(await server.stop()).toBe(0)
})
