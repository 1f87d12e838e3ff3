import { existsSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand, writeConfig } from './support/command.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Refused {
  readonly config?: unknown
  readonly env?: Readonly<Record<string, string>>
  /** What every line says. */
  readonly says: RegExp
}

const login = (policy: object) => ({ config: { purposes: { login: policy } } })
const limit = { per: 'ip', on: 'send', max: 3, seconds: 900 }

const refused: Readonly<Record<string, Refused>> = {
  'an unknown key': { config: { brnad: 'Acme' }, says: /"brnad"/ },
  'an unknown key of a purpose': { ...login({ ttl: 60 }), says: /purposes\.login: .*"ttl"/ },
  'A5 a code that lives longer than 600 s': {
    ...login({ ttlSeconds: 601 }),
    says: /purposes\.login\.ttlSeconds: .*600/,
  },
  'five digits': { ...login({ digits: 5 }), says: /purposes\.login\.digits: .*6/ },
  'a purpose in capitals': { config: { purposes: { Login: {} } }, says: /purposes\.Login: / },
  'a channel that does not exist': {
    ...login({ channels: ['pigeon'] }),
    says: /purposes\.login\.channels\.0: /,
  },
  'a channel of a purpose that nobody carries': {
    config: { channels: { email: ['console'] }, purposes: { login: { channels: ['sms'] } } },
    says: /purposes\.login\.channels: channels\.sms is not configured/,
  },
  'two limits that would be one': {
    ...login({ limits: [limit, { ...limit, max: 4 }] }),
    says: /purposes\.login\.limits: has two limits/,
  },
  'B10 a brand that makes a second segment': {
    config: { brand: 'A'.repeat(30), publicUrl: `https://${'host'.repeat(12)}.example` },
    says: /brand: .* 2 GSM-7 segments/,
  },
  'B10 a brand that is not GSM-7': { config: { brand: 'Ünï☃' }, says: /brand: .* UCS-2 segments/ },
  'a public URL that is none': { config: { publicUrl: 'otp.acme.example' }, says: /publicUrl: / },
  'a public URL of another scheme': { config: { publicUrl: 'ftp://acme' }, says: /publicUrl: / },
  'port 70000': { config: { listen: { port: 70_000 } }, says: /listen\.port: .*65535/ },
  'PORT=abc': { env: { PORT: 'abc' }, says: /port: /i },
  'PORT=0x50': { env: { PORT: '0x50' }, says: /port: /i },
  'METRICS_PORT=abc': { env: { METRICS_PORT: 'abc' }, says: /METRICS_PORT: / },
  'metrics on port 70000': {
    config: { metrics: { port: 70_000 } },
    env: { METRICS_PORT: '70000' },
    says: /metrics\.port: .*65535/,
  },
  'a store that is none': { config: { store: { url: 'mysql://db' } }, says: /store\.url: / },
  'a proxy without a network': {
    config: { trustedProxies: ['10.0.0.1'] },
    says: /trustedProxies\.0: must be a network/,
  },
  'an integration that does not exist': {
    config: { integrations: { carrier_pigeon: {} } },
    says: /integrations: .*"carrier_pigeon"/,
  },
  'a channel with an unknown integration': {
    config: { channels: { sms: ['carrier_pigeon'] } },
    says: /channels\.sms\.0: no such integration/,
  },
  'captcha, which this version cannot honour': {
    config: { captcha: { kind: 'recaptcha_v3' } },
    says: /"captcha"/,
  },
  'captcha on a purpose': { ...login({ captcha: true }), says: /purposes\.login: .*"captcha"/ },
  'a file that is not JSON': { config: '{"brand":', says: /test\.config\.json: cannot be read/ },
  'a file that is not an object': { config: [], says: /expected object/ },
}

describe('a bad setting stops the start with exit code 2, names itself, and leaves nothing behind', () => {
  test.concurrent.for(Object.entries(refused))(
    '%s',
    async ([, { config = {}, env = {}, says }], { expect, onTestFinished }) => {
      const folder = temporaryFolder(onTestFinished)
      const file = writeConfig(folder, config)
      const { exitCode, stdout, stderr } = await runCommand(['serve', '--config', file], {
        folder,
        env,
      })
      expect([exitCode, stdout]).toEqual([2, ''])
      const lines = stderr.trimEnd().split('\n')
      for (const line of lines)
        expect(line).toMatch(new RegExp(`^countersign: .*${says.source}`, says.flags))
      expect(lines).toHaveLength(1)
      expect(existsSync(join(folder, 'data'))).toBe(false)
    },
  )

  test('several bad settings are named at once, a line each', async () => {
    const folder = temporaryFolder()
    const config = { listen: { port: -1 }, purposes: { login: { digits: 11, maxAttempts: 0 } } }
    const { exitCode, stderr } = await runCommand(
      ['serve', '--config', writeConfig(folder, config)],
      { folder },
    )
    expect(exitCode).toBe(2)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^countersign: listen\.port: /),
      expect.stringMatching(/^countersign: purposes\.login\.digits: /),
      expect.stringMatching(/^countersign: purposes\.login\.maxAttempts: /),
    ])
  })

  test('a configuration file that does not exist is not taken for an empty one', async () => {
    const folder = temporaryFolder()
    expect(await runCommand(['serve', '--config', 'nowhere.json'], { folder })).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'countersign: --config: there is no file nowhere.json\n',
    })
  })

  test('a port that is in use', async () => {
    const folder = temporaryFolder()
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => new Promise((resolve) => taken.close(() => resolve())))
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const env = { PORT: String(port), HOST: '127.0.0.1' }
    const { exitCode, stdout, stderr } = await runCommand(['serve'], { folder, env })
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toBe(`countersign: listen: 127.0.0.1:${port} cannot be used (EADDRINUSE)\n`)
  })
})

test('B9 in development an address for metrics that is taken is a warning, and codes are sent', async () => {
  const first = await startServer({ folder: temporaryFolder() })
  const port = /Metrics +http:\/\/localhost:(\d+)/.exec(first.output())?.[1] ?? ''
  const second = await startServer({ folder: temporaryFolder(), env: { METRICS_PORT: port } })
  expect(second.output()).toContain(`Metrics   none: port ${port} is in use`)
  const body = { purpose: 'login', phone_e164: '+233244123456' }
  expect((await second.post('/api/otp/send', body)).status).toBe(200)
  await second.stop()
  expect(second.output()).toContain(`metrics: 127.0.0.1:${port} cannot be used (EADDRINUSE)`)
})

describe('B8 production', () => {
  const env = { NODE_ENV: 'production' }

  test('is refused without a configuration, one line for each thing that is missing', async () => {
    const folder = temporaryFolder()
    const { exitCode, stdout, stderr } = await runCommand(['serve'], { folder, env })
    expect([exitCode, stdout]).toEqual([2, ''])
    const named = stderr
      .trimEnd()
      .split('\n')
      .map((line) => /^countersign: ([\w.]+): /.exec(line)?.[1])
    const missing = ['publicUrl', 'brand', 'store.url', 'secretsDir', 'channels']
    expect(named).toEqual([...missing, 'integrations.console', 'countries'])
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  test('is refused with the console provider, the memory store, or a public URL without https', async () => {
    const folder = temporaryFolder()
    const config = {
      publicUrl: 'http://otp.acme.example',
      brand: 'Acme',
      store: { url: 'memory:' },
      secretsDir: './secrets',
      channels: { sms: ['console'] },
      countries: ['GH'],
    }
    const { exitCode, stderr } = await runCommand(
      ['serve', '--config', writeConfig(folder, config)],
      { folder, env },
    )
    expect(exitCode).toBe(2)
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^countersign: publicUrl: must be https/),
      expect.stringMatching(/^countersign: store\.url: memory: is for development only/),
      expect.stringMatching(/^countersign: integrations\.console: .* development only/),
    ])
  })
})

describe('a good configuration', () => {
  test('may be TypeScript, found by its name in the working folder, and the environment overrides it', async () => {
    const folder = temporaryFolder()
    writeFileSync(
      join(folder, 'countersign.config.ts'),
      `interface Config { brand: string }
       export default { brand: 'Typed Shop', publicUrl: 'https://from-file.example', listen: { host: '127.0.0.2', port: 1 },
         store: { url: 'sqlite:./from-file.db' } } satisfies Config & object`,
    )
    const server = await startServer({
      folder,
      config: null,
      env: {
        PORT: '0',
        HOST: '127.0.0.1',
        PUBLIC_URL: 'https://from-environment.example',
        STORE_URL: 'sqlite:./from-environment.db',
      },
    })
    expect(server.port).not.toBe(1)
    await server.post('/api/otp/send', { purpose: 'login', phone_e164: '+233245000001' })
    const [message] = await server.outbox()
    expect(message?.text).toContain('Typed Shop')
    expect(message?.text).toMatch(/\n@from-environment\.example #\d{6}$/)
    expect(existsSync(join(folder, 'from-environment.db'))).toBe(true)
    expect(existsSync(join(folder, 'from-file.db'))).toBe(false)
    expect(await server.stop()).toBe(0)
  })
})

describe('a store in a database server', () => {
  const secret = 'pa55word-marker'
  const url = `postgres://otp:${secret}@127.0.0.1:1/app`

  test('B8 a database that cannot be reached stops the start in one line that shows no password', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'store-url'), `${url}\n`)
    for (const env of [{ STORE_URL: url }, { STORE_URL_FILE: join(folder, 'store-url') }]) {
      const ended = await runCommand(['serve'], { folder, env })
      expect(ended.exitCode).toBe(2)
      expect(ended.stderr.trim().split('\n')).toHaveLength(1)
      expect(ended.stderr).toContain('store.url: postgres://127.0.0.1:1/app cannot be opened')
      expect(ended.stdout + ended.stderr).not.toContain(secret)
    }
  })

  test('B8 a store URL file that is not there is named', async () => {
    const env = { STORE_URL_FILE: '/nowhere/store-url' }
    const ended = await runCommand(['serve'], { folder: temporaryFolder(), env })
    expect(ended.exitCode).toBe(2)
    expect(ended.stderr).toContain('STORE_URL_FILE: /nowhere/store-url cannot be read')
  })
})
