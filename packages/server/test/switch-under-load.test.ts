import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startFakeServices } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeConfig } from '../src/cli/fake-config.ts'
import { newPhone } from './support/codes.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { createDatabase } from './support/postgres-database.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const production = { NODE_ENV: 'production' }

/** Three servers in production on one database, whose only provider is a fake, and an operator's token. */
const startThree = async (storeUrl: string) => {
  const folder = temporaryFolder()
  const fakes = await startFakeServices()
  onTestFinished(() => fakes.stop())
  const config = {
    ...fakeConfig(fakes.urls),
    channels: { sms: ['arkesel'] },
    publicUrl: 'https://otp.acme.example',
    listen: { host: '127.0.0.1', port: 0 },
    store: { url: storeUrl },
    secretsDir: './secrets',
    countries: ['GH'],
  }
  mkdirSync(join(folder, 'secrets'))
  for (const [name, secret] of Object.entries(fakes.secrets))
    writeFileSync(join(folder, 'secrets', name), `${secret}\n`)
  const bare = { ...config, channels: undefined, integrations: undefined }
  await runCommand(['keys', 'init', '--config', writeConfig(folder, bare)], { folder })
  const create = ['admin', 'create', 'kofi', '--role', 'operator']
  const made = await runCommand([...create, '--config', writeConfig(folder, config)], {
    ...{ folder, env: production },
  })
  const start = () => startServer({ folder, config, env: production })
  const servers = await Promise.all([start(), start(), start()])
  return { servers, start, token: made.stdout.trim(), arkesel: fakes.services.arkesel }
}

const flip = (server: ServerProcess, token: string, isOn: boolean) =>
  server.fetch('/api/admin/integrations/arkesel', {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ otp_enabled: isOn }),
  })

const send = async (server: ServerProcess): Promise<string> => {
  const answer = await server.post('/api/otp/send', { purpose: 'login', phone_e164: newPhone() })
  return ((await answer.json()) as { readonly status: string }).status
}

/** Asks for codes without a pause, on every server, and counts the answers. */
const putUnderLoad = (servers: readonly ServerProcess[]) => {
  const answers = new Map<string, number>()
  let isOver = false
  const loop = async (server: ServerProcess) => {
    while (!isOver) {
      const status = await send(server)
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  }
  const loops = servers.flatMap((server) => [loop(server), loop(server), loop(server)])
  const stop = async () => {
    isOver = true
    await Promise.all(loops)
  }
  onTestFinished(stop)
  return { stop, count: (status: string) => answers.get(status) ?? 0 }
}

describe.each(['sqlite', 'postgres'])('three servers on %s', (kind) => {
  test('E1 E2 A3 after the switch has answered no provider call starts on any of them, and a restart changes nothing', async () => {
    const storeUrl = kind === 'sqlite' ? 'sqlite:./data/countersign.db' : await createDatabase()
    const { servers, start, token, arkesel } = await startThree(storeUrl)
    const [first] = servers
    if (first === undefined) throw new Error('there is no server')
    const load = putUnderLoad(servers)
    await expect.poll(() => arkesel.requests.length, { timeout: 20_000 }).toBeGreaterThan(60)

    expect((await flip(first, token, false)).status).toBe(200)
    const callsBefore = arkesel.requests.length
    const skippedBefore = load.count('skipped')
    await expect
      .poll(() => load.count('skipped'), { timeout: 20_000 })
      .toBeGreaterThan(skippedBefore + 100)
    await load.stop()
    expect(arkesel.requests).toHaveLength(callsBefore)

    await Promise.all(servers.map((server) => server.stop()))
    const restarted = await start()
    expect(await send(restarted)).toBe('skipped')
    expect(arkesel.requests).toHaveLength(callsBefore)
    expect((await flip(restarted, token, true)).status).toBe(200)
    expect(await send(restarted)).toBe('sent')
    expect(arkesel.requests).toHaveLength(callsBefore + 1)
  })
})
