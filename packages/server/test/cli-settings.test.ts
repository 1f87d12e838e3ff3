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
  'a place for checkpoints that is neither stdout nor a file of lines': {
    config: { audit: { checkpoints: 'stdot' } },
    says: /audit\.checkpoints: must be stdout or the path of a \.jsonl file/,
  },
  'sealing once a day': {
    config: { audit: { sealSeconds: 86_400 } },
    says: /audit\.sealSeconds: .*3600/,
  },
  'a conversion of more than everything': {
    config: { abuse: { conversionAtLeast: 20 } },
    says: /abuse\.conversionAtLeast: .*1/,
  },
  'a threshold of abuse that there is not': {
    config: { abuse: { recipientsPerMinute: 3 } },
    says: /abuse: .*"recipientsPerMinute"/,
  },
  'a default language that there is not': {
    config: { defaultLocale: 'de' },
    says: /defaultLocale: there are texts in en, fr, /,
  },
  'B9 a text without a code': {
    config: { messages: { login: { sms: { en: 'Hello {brand}' } } } },
    says: /messages\.login\.sms\.en: must hold \{code\}/,
  },
  'B9 a text with a place that nothing fills': {
    config: { messages: { login: { sms: { en: '{code} for {name}' } } } },
    says: /messages\.login\.sms\.en: has no place \{name\}/,
  },
  'F5 a text with a line like the one that binds the code': {
    config: { messages: { login: { sms: { en: '{code}\n@evil.example #1' } } } },
    says: /messages\.login\.sms\.en: must not have a line that begins with @/,
  },
  'G1 a subject with the code': {
    config: { messages: { sign_in: { email: { en: { subject: '{code}', text: '{code}' } } } } },
    says: /messages\.sign_in\.email\.en\.subject: must not hold \{code\}/,
  },
  'SP-13 a text of two segments': {
    config: { messages: { login: { sms: { en: `{code} ${'x'.repeat(150)}` } } } },
    says: /messages\.login\.sms\.en: needs 2 GSM-7 segments, and 1 is allowed/,
  },
  'SP-13 a text that is not GSM-7': {
    config: { messages: { login: { sms: { fr: '{code} même ici' } } } },
    says: /messages\.login\.sms\.fr: has characters outside GSM-7.*: ê/,
  },
  'a text in a language that there is not': {
    config: { messages: { login: { sms: { de: '{code}' } } } },
    says: /messages\.login\.sms: .*"de"/,
  },
  'a text for a purpose that there is not': {
    config: { messages: { logni: { sms: { en: '{code}' } } } },
    says: /messages\.logni: there is no such purpose/,
  },
  'a text for a channel that the purpose does not use': {
    config: { messages: { login: { email: { en: { subject: 'Hello', text: '{code}' } } } } },
    says: /messages\.login\.email: the purpose does not use this channel/,
  },
  'a public URL that is none': { config: { publicUrl: 'otp.acme.example' }, says: /publicUrl: / },
  'a public URL of another scheme': { config: { publicUrl: 'ftp://acme' }, says: /publicUrl: / },
  'C5 a redirect without https': {
    config: { redirects: ['http://app.acme.example/done'] },
    says: /redirects\.0: must be a whole address/,
  },
  'C5 a redirect that is a path': { config: { redirects: ['/done'] }, says: /redirects\.0: / },
  'C5 a redirect with a user name': {
    config: { redirects: ['https://app@acme.example/done'] },
    says: /redirects\.0: /,
  },
  'port 70000': { config: { listen: { port: 70_000 } }, says: /listen\.port: .*65535/ },
  'C7 NODE_ENV=prod': {
    env: { NODE_ENV: 'prod' },
    says: /NODE_ENV: must be "production" or "development", not "prod"$/,
  },
  'C7 NODE_ENV=Production': { env: { NODE_ENV: 'Production' }, says: /NODE_ENV: must be / },
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
  'E4 a captcha of no kind': { config: { captcha: { siteKey: 'x' } }, says: /captcha\.kind: / },
  'E4 a captcha of a kind that does not exist': {
    config: { captcha: { kind: 'recaptcha_v2' } },
    says: /captcha\.kind: .*"recaptcha_v3"/,
  },
  'E4 a score that none can reach': {
    config: { captcha: { kind: 'recaptcha_v3', minScore: 2 } },
    says: /captcha\.minScore: /,
  },
  'E4 a score of a captcha that gives none': {
    config: { captcha: { kind: 'turnstile', minScore: 0.5 } },
    says: /captcha: .*"minScore"/,
  },
  'E4 a captcha that would be asked without TLS': {
    config: { captcha: { kind: 'turnstile', verifyUrl: 'http://captcha.example/verify' } },
    says: /captcha\.verifyUrl: must be an https address/,
  },
  'E4 captcha on a purpose, and none to ask': {
    ...login({ captcha: true }),
    says: /purposes\.login\.captcha: there is no captcha section/,
  },
  'E4 captcha on a template that a purpose extends, and none to ask': {
    config: { templates: { form: { captcha: true } }, purposes: { contact: { extends: 'form' } } },
    says: /purposes\.contact\.captcha: there is no captcha section/,
  },
  'E4 a purpose whose name Turnstile does not take as an action': {
    config: {
      captcha: { kind: 'turnstile' },
      purposes: { a_name_of_more_than_thirty_two_characters: { captcha: true } },
    },
    env: { CAPTCHA_SECRET: 'a-secret' },
    says: /purposes\.a_name_.*\.captcha: .* at most 32 characters/,
  },
  'an origin with a path': {
    config: { origins: ['https://app.acme.example/'] },
    says: /origins\.0: must be an origin/,
  },
  'E4 a captcha without its secret': {
    config: { captcha: { kind: 'turnstile' }, secretsDir: './secrets' },
    says: /captcha_secret: is missing; put it into the file secrets\/captcha_secret/,
  },
  'an email domain that is none': {
    config: { emailDomains: { deny: ['mail.example', 'ama@mail.example'] } },
    says: /emailDomains\.deny\.1: must be a domain/,
  },
  'an email domain that is a whole country': {
    config: { emailDomains: { allow: ['example'] } },
    says: /emailDomains\.allow\.0: must be a domain/,
  },
  'a phone prefix without a plus': {
    config: { phonePrefixes: { allow: ['23355'] } },
    says: /phonePrefixes\.allow\.0: must be a plus/,
  },
  'a phone prefix of everything': {
    config: { phonePrefixes: { allow: ['+'] } },
    says: /phonePrefixes\.allow\.0: must be a plus/,
  },
  'E3 a word for disposable addresses that is none': {
    ...login({ disposable: 'maybe' }),
    says: /purposes\.login\.disposable: /,
  },
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

  test('L7 a port that is in use, with the setting that mends it', async () => {
    const folder = temporaryFolder()
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => new Promise((resolve) => taken.close(() => resolve())))
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as AddressInfo
    const env = { PORT: String(port), HOST: '127.0.0.1' }
    const { exitCode, stdout, stderr } = await runCommand(['serve'], { folder, env })
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toBe(
      `countersign: listen: 127.0.0.1:${port} cannot be used (EADDRINUSE): something else listens there; end that, or set another listen.port or PORT\n`,
    )
  })

  test('L7 an address that this machine does not have', async () => {
    const env = { PORT: '0', HOST: '192.0.2.1' }
    const ended = await runCommand(['serve'], { folder: temporaryFolder(), env })
    expect([ended.exitCode, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toBe(
      'countersign: listen: 192.0.2.1:0 cannot be used (EADDRNOTAVAIL): this machine has no such address; set another listen.host or HOST\n',
    )
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
    expect(named).toEqual([...missing, 'integrations.console', 'countries', 'admin'])
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  test('C5 is refused with the console provider, the memory store, or a public URL or redirect without https', async () => {
    const folder = temporaryFolder()
    const config = {
      publicUrl: 'http://otp.acme.example',
      brand: 'Acme',
      store: { url: 'memory:' },
      secretsDir: './secrets',
      channels: { sms: ['console'] },
      countries: ['GH'],
      redirects: ['http://localhost:5173/done'],
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
      expect.stringMatching(/^countersign: redirects: must all be https/),
      expect.stringMatching(/^countersign: .*secrets\/keyring\.json: is missing/),
      expect.stringMatching(/^countersign: admin: there is no administrator/),
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

test('C6 WhatsApp over an account that has no template for it stops the start', async () => {
  const folder = temporaryFolder()
  const twilio = {
    accountSid: `AC${'0'.repeat(32)}`,
    messagingServiceSid: `MG${'0'.repeat(32)}`,
  }
  const channels = { sms: ['twilio'], whatsapp: ['twilio'] }
  const file = writeConfig(folder, { channels, integrations: { twilio } })
  const env = { TWILIO_AUTH_TOKEN: 'x' }
  const { exitCode, stderr } = await runCommand(['serve', '--config', file], { folder, env })
  expect([exitCode, stderr]).toEqual([
    2,
    'countersign: channels.whatsapp: integrations.twilio lacks the settings for whatsapp; see docs/guide/providers/twilio.md\n',
  ])
})
