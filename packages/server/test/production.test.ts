import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeServices, startFakeServices } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeConfig } from '../src/cli/fake-config.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const production = { NODE_ENV: 'production' }
const login = { purpose: 'login', phone_e164: '+233244123456' }
const quote = { purpose: 'email_quote', email: 'ama@example.com' }

const configFor = ({ urls }: FakeServices) => ({
  ...fakeConfig(urls),
  publicUrl: 'https://otp.acme.example',
  listen: { host: '127.0.0.1', port: 0 },
  store: { url: 'sqlite:./data/countersign.db' },
  secretsDir: './secrets',
  countries: ['GH'],
})

/** A folder with key ring and secret files, and fakes of all services. */
const setUp = async () => {
  const folder = temporaryFolder()
  const fakes = await startFakeServices()
  onTestFinished(() => fakes.stop())
  const config = configFor(fakes)
  mkdirSync(join(folder, 'secrets'))
  for (const [name, secret] of Object.entries(fakes.secrets))
    writeFileSync(join(folder, 'secrets', name), `${secret}\n`)
  const development = { ...config, channels: undefined, integrations: undefined }
  await runCommand(['keys', 'init', '--config', writeConfig(folder, development)], { folder })
  await runCommand(['admin', 'create', 'kofi', '--config', writeConfig(folder, development)], {
    folder,
  })
  return { folder, fakes, config }
}

const codeIn = (text: string | undefined) => /\b\d{6}\b/.exec(text ?? '')?.[0] ?? ''

describe('a server in production', () => {
  test('A2 E5 sends codes by text message and email, and they verify', async () => {
    const { folder, fakes, config } = await setUp()
    const server = await startServer({ folder, config, env: production })
    expect((await server.post('/api/otp/send', login)).status).toBe(200)
    expect((await server.post('/api/otp/send', quote)).status).toBe(200)
    const [text, mail] = fakes.messages()
    expect([text?.service, mail?.service]).toEqual(['arkesel', 'resend'])
    expect(text?.text.split('\n').at(-1)).toBe(`@otp.acme.example #${codeIn(text?.text)}`)
    for (const [body, message] of [
      [login, text],
      [quote, mail],
    ] as const) {
      const verified = await server.post('/api/otp/verify', {
        ...body,
        code: codeIn(message?.text),
      })
      expect(await verified.json()).toMatchObject({ status: 'verified' })
    }
  })

  test('C4 shows no code: neither outbox nor debug header exist', async () => {
    const { folder, config } = await setUp()
    const server = await startServer({ folder, config, env: production })
    const sent = await server.post('/api/otp/send', login)
    expect(sent.headers.has('debug-otp')).toBe(false)
    expect((await server.fetch('/dev/outbox')).status).toBe(404)
  })

  test('F3 A9 Arkesel down: Twilio takes over; both down: 502, nothing used up, an older code still works', async () => {
    const { folder, fakes, config } = await setUp()
    const purposes = { login: { resendSeconds: 0 } }
    const server = await startServer({ folder, config: { ...config, purposes }, env: production })
    fakes.services.arkesel.answerWith('server_error')
    expect((await server.post('/api/otp/send', login)).status).toBe(200)
    const [message] = fakes.messages()
    expect([message?.service, fakes.messages().length]).toEqual(['twilio', 1])

    await fakes.services.twilio.stop()
    for (let n = 0; n < 7; n++) {
      const failed = await server.post('/api/otp/send', login)
      expect(failed.status).toBe(502)
      expect(await failed.json()).toMatchObject({ code: 'delivery_failed' })
    }
    const code = codeIn(message?.text)
    expect((await server.post('/api/otp/verify', { ...login, code })).status).toBe(200)
  })

  test('A11 G1 logs each hand-over with its tag, and neither code, number, address nor secret', async () => {
    const { folder, fakes, config } = await setUp()
    const server = await startServer({ folder, config, env: production })
    fakes.services.arkesel.answerWith('no_balance', login.phone_e164)
    await server.post('/api/otp/send', login)
    await server.post('/api/otp/send', quote)
    const [text, mail] = fakes.messages()
    expect(await server.stop()).toBe(0)
    const output = server.output()
    for (const tag of ['[ARKESEL_OTP_FAILURE]', '[TWILIO_OTP_SEND]', '[RESEND_OTP_SEND]'])
      expect(output).toContain(tag)
    const secrets = [codeIn(text?.text), codeIn(mail?.text), '244123456', 'ama@example.com']
    for (const secret of [...secrets, ...Object.values(fakes.secrets)])
      expect(output).not.toContain(secret)
  })

  test('F4 B6 a number of a country that is not served is answered alike and costs nothing', async () => {
    const { folder, fakes, config } = await setUp()
    const server = await startServer({ folder, config, env: production })
    const bahamas = { purpose: 'login', phone_e164: '+12423591234' }
    expect(await (await server.post('/api/otp/send', bahamas)).json()).toEqual({
      status: 'sent',
      expires_in: 300,
      resend_in: 60,
    })
    expect(fakes.messages()).toEqual([])
  })

  test('B9 an address for metrics that is taken stops the start, and no second server runs unwatched', async () => {
    const { folder, config } = await setUp()
    const first = await startServer({ folder, config, env: production })
    const port = Number(/"metricsPort":(\d+)/.exec(first.output())?.[1])
    const scraped = await fetch(`http://127.0.0.1:${port}/metrics`)
    expect(await scraped.text()).toContain('countersign_ready 1')
    const file = writeConfig(folder, config)
    const env = { ...production, METRICS_PORT: String(port) }
    const second = await runCommand(['serve', '--config', file], { folder, env })
    expect([second.exitCode, second.stdout]).toEqual([2, ''])
    expect(second.stderr).toBe(
      `countersign: metrics: 127.0.0.1:${port} cannot be used (EADDRINUSE): something else listens there; end that, or set another metrics.port or METRICS_PORT\n`,
    )
  })

  test('B8 E8 keys, secrets and an administrator that are missing stop the start, a line each, all at once', async () => {
    const { folder, config } = await setUp()
    const elsewhere = { secretsDir: './elsewhere', store: { url: 'sqlite:./elsewhere.db' } }
    const file = writeConfig(folder, { ...config, ...elsewhere })
    const missing = await runCommand(['serve', '--config', file], { folder, env: production })
    expect([missing.exitCode, missing.stdout]).toEqual([2, ''])
    const secrets = ['arkesel_api_key', 'twilio_auth_token', 'resend_api_key', 'captcha_secret']
    expect(missing.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^countersign: .*elsewhere\/keyring\.json: is missing/),
      ...secrets.map((name) =>
        expect.stringContaining(`${name}: is missing; put it into the file`),
      ),
      'countersign: admin: there is no administrator; make one with "countersign admin create NAME"',
    ])
    expect(readdirSync(folder)).not.toContain('elsewhere.db')
  })

  test('E8 an administrator whose token was revoked is enough for a start: what has run must come up again', async () => {
    const { folder, config } = await setUp()
    const revoke = ['admin', 'revoke', 'kofi', '--config', writeConfig(folder, config)]
    const { exitCode } = await runCommand(revoke, { folder, env: production })
    expect(exitCode).toBe(0)
    await startServer({ folder, config, env: production })
  })

  test('B8 a secret that stands in a plain variable stops the start by name', async () => {
    const { folder, config } = await setUp()
    const plain = await runCommand(['serve', '--config', writeConfig(folder, config)], {
      folder,
      env: { ...production, ARKESEL_API_KEY: 'plain-marker' },
    })
    expect(plain.exitCode).toBe(2)
    expect(plain.stderr).toContain('ARKESEL_API_KEY: a secret must not stand in a plain variable')
    expect(plain.stderr).not.toContain('plain-marker')
  })

  test('B8 a secret or a key ring that cannot be read stops the start, and is not called missing', async () => {
    const { folder, config } = await setUp()
    const file = writeConfig(folder, config)
    const started = (env: Readonly<Record<string, string>> = {}) =>
      runCommand(['serve', '--config', file], { folder, env: { ...production, ...env } })
    const elsewhere = await started({ ARKESEL_API_KEY_FILE: folder })
    expect(elsewhere.stderr).toBe(
      `countersign: arkesel_api_key: the file ${folder} cannot be read (EISDIR); it must be a file that the user of this process may read\n`,
    )
    const path = join(folder, 'secrets', 'keyring.json')
    rmSync(path)
    symlinkSync('keyring.json', path)
    const looping = await started()
    expect(looping.stderr).toBe(
      `countersign: secrets/keyring.json: cannot be read (ELOOP); it must be a file that the user of this process may read\n`,
    )
    expect([elsewhere.exitCode, looping.exitCode]).toEqual([2, 2])
  })

  test('E4 a supplier is sent a code after a captcha on a page of ours, and only then', async () => {
    const { folder, fakes, config } = await setUp()
    const origins = ['https://shop.acme.example']
    const server = await startServer({ folder, config: { ...config, origins }, env: production })
    const { captcha } = fakes.services
    const supplier = { purpose: 'email_supplier', email: 'ama@example.com' }
    const ask = async (hostname: string) => {
      const captcha_token = captcha.solve({ action: 'email_supplier', hostname })
      return (await server.post('/api/otp/send', { ...supplier, captcha_token })).status
    }
    expect((await server.post('/api/otp/send', supplier)).status).toBe(403)
    expect(await ask('acme.example')).toBe(403)
    expect(fakes.messages()).toEqual([])
    expect(await ask('shop.acme.example')).toBe(200)
    expect(fakes.messages()).toHaveLength(1)
    await captcha.stop()
    expect(await ask('otp.acme.example')).toBe(503)
    expect(await server.stop()).toBe(0)
    const output = server.output()
    expect(output).toContain('turnstile could not be asked: refused')
    for (const { body } of captcha.requests)
      expect(output).not.toContain(new URLSearchParams(body).get('response'))
    expect(output).not.toContain(fakes.secrets['captcha_secret'])
  })

  test.each([
    ['turnstile', '1x0000000000000000000000000000000AA'],
    ['turnstile', '2x0000000000000000000000000000000AA'],
    ['turnstile', '3x0000000000000000000000000000000AA'],
    ['hcaptcha', '0x0000000000000000000000000000000000000000'],
    ['recaptcha_v3', '6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe'],
    ['recaptcha_v3', '1x0000000000000000000000000000000AA'],
  ])(
    'E4 does not start with a test secret, which would let everybody through: %s %s',
    async (kind, secret) => {
      const { folder, config } = await setUp()
      writeFileSync(join(folder, 'secrets', 'captcha_secret'), `${secret}\n`)
      const file = writeConfig(folder, { ...config, captcha: { kind } })
      const { exitCode, stderr } = await runCommand(['serve', '--config', file], {
        folder,
        env: production,
      })
      expect(exitCode).toBe(2)
      expect(stderr).toBe(
        'countersign: captcha_secret: is a published test secret, which lets everybody through; take your own\n',
      )
    },
  )
})
