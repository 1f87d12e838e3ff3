import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand, startCommand } from './support/command.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** The server must know its own port before it listens, because providers are told. */
const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

test('B1 dev-providers writes what leads to the fakes, and shows the whole way of a message until it is reported as delivered', async () => {
  const folder = temporaryFolder()
  const fakes = startCommand(['dev-providers', '--write'], { folder })
  onTestFinished(async () => {
    fakes.child.kill('SIGKILL')
    await fakes.ended
  })
  const until = async (words: RegExp): Promise<string> => {
    const signal = AbortSignal.timeout(20_000)
    for (;;) {
      const found = words.exec(fakes.stdout())
      if (found) return found[1] ?? found[0]
      if (fakes.child.stdout) await once(fakes.child.stdout, 'data', { signal })
    }
  }
  await until(/Messages:/)
  expect(existsSync(join(folder, 'data/secrets/arkesel_api_key'))).toBe(true)

  const PORT = String(await freePort())
  const server = await startServer({ folder, config: null, env: { PORT } })
  const login = { purpose: 'login', phone_e164: '+233244123456' }
  expect((await server.post('/api/otp/send', login)).status).toBe(200)
  const code = await until(/arkesel to \+233244123456\n {2}(\d{6}) is your Acme login code/)
  const verified = await server.post('/api/otp/verify', { ...login, code })
  expect(await verified.json()).toMatchObject({ status: 'verified' })
  const said = /"tag":"\[ARKESEL_OTP_DELIVERY\]","integration":"arkesel","state":"delivered"/
  await expect.poll(server.output, { timeout: 10_000 }).toMatch(said)

  const supplier = { purpose: 'email_supplier', email: 'ama@example.com' }
  expect((await server.post('/api/otp/send', supplier)).status).toBe(403)
  const solved = await fetch('http://127.0.0.1:4807/solve?action=email_supplier')
  const { token } = (await solved.json()) as { readonly token: string }
  const sent = await server.post('/api/otp/send', { ...supplier, captcha_token: token })
  expect(sent.status).toBe(200)

  fakes.child.kill('SIGTERM')
  expect(await fakes.ended).toBe(0)
  const again = await runCommand(['dev-providers', '--write'], { folder })
  expect(again.exitCode).toBe(2)
  expect(again.stderr).toContain('countersign.config.json: is there already; nothing was written')
})
