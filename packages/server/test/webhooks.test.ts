import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeServices, startFakeServices } from 'countersign/testing/fake-services'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fakeConfig } from '../src/cli/fake-config.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const production = { NODE_ENV: 'production' }
const publicUrl = 'https://otp.acme.example'

/** A folder for a server in production, whose only text message service may be said. */
const setUp = async (sms: 'arkesel' | 'twilio') => {
  const folder = temporaryFolder()
  const fakes = await startFakeServices()
  onTestFinished(() => fakes.stop())
  const config = {
    ...fakeConfig(fakes.urls),
    channels: { sms: [sms], email: ['resend'] },
    publicUrl,
    listen: { host: '127.0.0.1', port: 0 },
    store: { url: 'sqlite:./data/countersign.db' },
    secretsDir: './secrets',
    countries: ['GH'],
  }
  mkdirSync(join(folder, 'secrets'))
  for (const [name, secret] of Object.entries(fakes.secrets)) writeSecret(folder, name, secret)
  const bare = { ...config, channels: undefined, integrations: undefined }
  await runCommand(['keys', 'init', '--config', writeConfig(folder, bare)], { folder })
  await runCommand(['admin', 'create', 'kofi', '--config', writeConfig(folder, bare)], { folder })
  return { folder, fakes, config }
}

const writeSecret = (folder: string, name: string, secret: string) =>
  writeFileSync(join(folder, 'secrets', name), `${secret}\n`)

const send = async (server: ServerProcess) => {
  const login = { purpose: 'login', phone_e164: '+233244123456' }
  expect((await server.post('/api/otp/send', login)).status).toBe(200)
}

/** The address that a service would call, and the one where it finds the server of this test. */
const calledAt = (server: ServerProcess, address: string) => address.replace(publicUrl, server.url)

const newestId = (fakes: FakeServices) => fakes.messages().at(-1)?.id ?? ''

describe('a server in production', () => {
  test('H1 C6 Twilio reports through a proxy, to the public address that came with the message', async () => {
    const { folder, fakes, config } = await setUp('twilio')
    const server = await startServer({ folder, config, env: production })
    await send(server)
    const { twilio } = fakes.services
    const signedUrl = new URLSearchParams(twilio.requests.at(-1)?.body).get('StatusCallback') ?? ''
    expect(signedUrl).toMatch(/^https:\/\/otp\.acme\.example\/webhooks\/twilio\?delivery=[\w-]+$/)
    const url = calledAt(server, signedUrl)
    const id = newestId(fakes)
    const proxied = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' }
    const report = { status: 'delivered', url, signedUrl, headers: proxied }
    for (const bad of [
      { ...report, signedUrl: url },
      { ...report, signedUrl: signedUrl.replace('otp.acme.example', 'evil.example') },
      { ...report, signature: 'wrong' as const },
      { ...report, signature: 'none' as const },
    ])
      expect(await twilio.report(id, bad)).toEqual({ status: 403 })
    expect(server.output()).not.toContain('"state":"delivered"')
    const withPort = signedUrl.replace('acme.example', 'acme.example:443')
    expect(await twilio.report(id, { ...report, signedUrl: withPort })).toEqual({ status: 204 })
    await server.stop()
    expect(server.output()).toContain('[TWILIO_OTP_DELIVERY]')
    expect(server.output()).toContain('"state":"delivered"')
  })

  test('A2 G1 Arkesel reports to an address with the token, which nobody else gets to see', async () => {
    const { folder, fakes, config } = await setUp('arkesel')
    const server = await startServer({ folder, config, env: production })
    await send(server)
    const { arkesel } = fakes.services
    const token = fakes.secrets['webhook_token'] ?? ''
    const address: string = JSON.parse(arkesel.requests.at(-1)?.body ?? '').callback_url
    expect(address.replace(/delivery=[\w-]+$/, '')).toBe(`${publicUrl}/webhooks/arkesel/${token}?`)
    const url = calledAt(server, address)
    const id = newestId(fakes)
    const wrong = url.replace(token, 'x'.repeat(token.length))
    expect(await arkesel.report(id, { status: 'DELIVERED', url: wrong })).toEqual({ status: 403 })
    expect(await arkesel.report(id, { status: 'DELIVERED', url })).toEqual({ status: 204 })
    expect(await arkesel.report('other', { status: 'DELIVERED', url })).toEqual({ status: 204 })
    await server.stop()
    expect(server.output()).toContain('[ARKESEL_OTP_DELIVERY]')
    expect(server.output()).not.toContain(token)
    expect(server.output()).not.toContain('xxxx')
  })

  test('E5 Resend’s events are taken now, and refused when they are old or not signed', async () => {
    const { folder, fakes, config } = await setUp('twilio')
    const server = await startServer({ folder, config, env: production })
    const secret = fakes.secrets['resend_webhook_secret'] ?? ''
    const report = { url: `${server.url}/webhooks/resend`, secret, type: 'email.sent' }
    const { resend } = fakes.services
    for (const headerNames of ['svix', 'webhook'] as const)
      expect(await resend.report('e-1', { ...report, headerNames })).toEqual({ status: 204 })
    const old = { ...report, atMs: Date.now() - 301_000 }
    expect(await resend.report('e-1', old)).toEqual({ status: 403 })
    expect(await resend.report('e-1', { ...report, signature: 'wrong' })).toEqual({ status: 403 })
    expect(await resend.report('e-1', { ...report, signature: 'none' })).toEqual({ status: 403 })
  })

  test('H1 without its secret file there is no callback, and no message names one', async () => {
    const { folder, fakes, config } = await setUp('arkesel')
    for (const name of ['webhook_token', 'resend_webhook_secret'])
      rmSync(join(folder, 'secrets', name))
    const server = await startServer({ folder, config, env: production })
    await send(server)
    expect(fakes.services.arkesel.requests.at(-1)?.body).not.toContain('callback_url')
    for (const path of ['arkesel/undefined?sms_id=1&status=DELIVERED', 'arkesel/', 'arkesel'])
      expect((await server.fetch(`/webhooks/${path}`)).status).toBeOneOf([404, 405])
    expect((await server.post('/webhooks/resend', {})).status).toBe(404)
    // Not among the channels.
    expect((await server.post('/webhooks/twilio', {})).status).toBe(404)
  })

  test('B8 a token that could be guessed, or stands in a plain variable, stops the start by name only', async () => {
    const { folder, config } = await setUp('arkesel')
    const file = writeConfig(folder, config)
    const start = (env: Readonly<Record<string, string>> = {}) =>
      runCommand(['serve', '--config', file], { folder, env: { ...production, ...env } })
    const plain = await start({ WEBHOOK_TOKEN: 'a-token-that-is-long-enough' })
    expect(plain.exitCode).toBe(2)
    expect(plain.stderr).toMatch(/^countersign: WEBHOOK_TOKEN: a secret must not stand/)
    const nowhere = await start({ WEBHOOK_TOKEN_FILE: './nowhere' })
    expect(nowhere.stderr).toBe(
      'countersign: webhook_token: is missing; put it into the file ./nowhere\n',
    )
    writeSecret(folder, 'webhook_token', 'guess-me')
    writeSecret(folder, 'resend_webhook_secret', 'whsec_guess')
    const short = await start()
    expect(short.exitCode).toBe(2)
    expect(short.stderr.trim().split('\n')).toEqual([
      'countersign: webhook_token: must be 16 to 200 letters, digits, hyphens and underscores',
      'countersign: resend_webhook_secret: must be whsec_ and 24 to 64 bytes in base64',
    ])
  })
})
