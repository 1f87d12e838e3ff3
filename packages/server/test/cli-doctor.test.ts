import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runCommand, writeConfig } from './support/command.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

test('A1 doctor reports before anything is switched on: exit code 0, and nothing was made', async () => {
  const folder = temporaryFolder()
  const { exitCode, stdout, stderr } = await runCommand(['doctor'], { folder })
  expect([exitCode, stderr]).toEqual([0, ''])
  for (const title of [
    'No danger found (0 dangers',
    'Is a code needed right now?\n  register         REQUIRED',
    'Routes that demand a code\n  POST /api/otp/verify',
    'Providers\n  console (sms, email, whatsapp): on',
    'When a provider is down\n',
    'When delivery fails\n',
    'How a locked person gets back in\n',
  ])
    expect(stdout).toContain(title)
  expect(readdirSync(folder)).toEqual([])
})

test('A1 doctor exits with 1 on a dangerous configuration, and says in one word so', async () => {
  const folder = temporaryFolder()
  const env = { NODE_ENV: 'production' }
  const { exitCode, stdout, stderr } = await runCommand(['doctor'], { folder, env })
  expect([exitCode, stderr]).toEqual([1, ''])
  expect(stdout).toContain('DANGEROUS: do not switch this on')
  const json = await runCommand(['doctor', '--json'], { folder, env })
  expect(json.exitCode).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({ mode: 'production', isDangerous: true })
})

test('A1 E4 doctor reports on a configuration with a captcha', async () => {
  const folder = temporaryFolder()
  const config = writeConfig(folder, {
    captcha: { kind: 'turnstile', siteKey: 'x' },
    purposes: { email_supplier: { captcha: true } },
  })
  const { stdout, stderr } = await runCommand(['doctor', '--config', config], { folder })
  expect(stderr).toBe('')
  expect(stdout).toContain('Routes that demand a code\n  POST /api/otp/verify')
})

test('A1 doctor exits with 2 when it is misused', async () => {
  const folder = temporaryFolder()
  for (const args of [['--config', 'nowhere.json'], ['--colour'], ['arkesel']]) {
    const { exitCode, stdout, stderr } = await runCommand(['doctor', ...args], { folder })
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).not.toBe('')
  }
})

test('A1 doctor works beside a running server, on its database', async () => {
  const folder = temporaryFolder()
  const server = await startServer({ folder })
  const before = readdirSync(folder, { recursive: true })
  const config = writeConfig(folder, {})
  const { exitCode, stdout } = await runCommand(['doctor', '--config', config, '--json'], {
    folder,
  })
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ isStoreKnown: true, isDangerous: false })
  expect(readdirSync(folder, { recursive: true })).toEqual(before)
  expect((await server.fetch('/readyz')).status).toBe(200)
})
