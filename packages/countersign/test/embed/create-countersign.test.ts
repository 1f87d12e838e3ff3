import { mkdtempSync } from 'node:fs'
import {
  type CountersignOptions,
  createCountersign,
  createSecret,
  isCountersignError,
  readPhone,
} from 'countersign'
import { createTurnstile } from 'countersign/captchas/turnstile'
import { initKeyRing } from 'countersign/keys'
import { createConsoleProvider } from 'countersign/providers/console'
import { createMemoryStore } from 'countersign/stores/memory'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createRecordingProvider } from 'countersign/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newPhone, testKeyRing } from '../support/deployment.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const refusalOf = (options: CountersignOptions): readonly string[] => {
  try {
    void createCountersign({ runChores: 'by_hand', ...options }).close()
    return []
  } catch (error) {
    if (!isCountersignError(error, 'invalid_configuration')) throw error
    return error.message.split('\n')
  }
}

/** One that Cloudflare publishes. */
const passesAll = createSecret('1x0000000000000000000000000000000AA')

const inProduction = (): CountersignOptions => ({
  isProduction: true,
  store: createSqliteStore({ path: `${temporaryFolder()}/test.db` }),
  keyRing: testKeyRing,
  brand: 'Acme',
  publicUrl: 'https://app.acme.example',
  channels: { sms: [createRecordingProvider()] },
  countries: ['GH'],
})

describe('createCountersign', () => {
  test('needs nothing in development, and shows codes there', async () => {
    const countersign = createCountersign()
    onTestFinished(() => countersign.close())
    const request = new Request('http://localhost:3000/api/otp/send', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'localhost:3000' },
      body: JSON.stringify({ purpose: 'login', phone_e164: newPhone() }),
    })
    const answer = await countersign.fetch(request, { peer: '127.0.0.1' })
    expect([answer.status, answer.headers.get('debug-otp')]).toEqual([
      200,
      expect.stringMatching(/^\d{6}$/),
    ])
  })

  test('refuses every gap in production, each in a line', () => {
    const lines = refusalOf({ isProduction: true })
    expect(lines.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'publicUrl',
      'brand',
      'store',
      'keyRing or secretsDir',
      'channels',
    ])
  })

  const dangers: Readonly<Record<string, readonly [CountersignOptions, string]>> = {
    'a store in memory': [{ store: createMemoryStore() }, 'store: '],
    'a provider that shows codes': [
      { channels: { email: [createConsoleProvider().provider] } },
      'channels: ',
    ],
    'plain http': [{ publicUrl: 'http://app.acme.example' }, 'publicUrl: '],
    'text messages to everywhere': [
      { channels: { sms: [createRecordingProvider()] }, countries: undefined },
      'countries: ',
    ],
    'A4 a captcha with a published secret': [
      { captcha: createTurnstile({ settings: {}, secret: passesAll, hosts: ['acme.example'] }) },
      'captcha: ',
    ],
    'a redirect over plain http': [{ redirects: ['http://localhost/in'] }, 'redirects: '],
  }
  test.each(Object.entries(dangers))('refuses %s in production', (_name, [options, line]) => {
    expect(refusalOf({ ...inProduction(), ...options })).toEqual([expect.stringContaining(line)])
  })

  test('starts in production when nothing is missing, and serves neither codes nor the outbox', async () => {
    const countersign = createCountersign({ ...inProduction(), runChores: 'by_hand' })
    onTestFinished(() => countersign.close())
    expect(countersign.http.routes.map(({ path }) => path)).not.toContain('/dev/outbox')
  })

  const mistakes: Readonly<Record<string, readonly [CountersignOptions, string]>> = {
    'A4 a session that is skipped while switched off': [
      { purposes: { sign_in: { whenDisabled: 'skip' } } },
      'purposes.sign_in.whenDisabled: ',
    ],
    'a code that is too short': [{ purposes: { login: { digits: 4 } } }, 'purposes.login.digits: '],
    'a code that is good for too long': [
      { purposes: { login: { ttlSeconds: 601 } } },
      'purposes.login.ttlSeconds: ',
    ],
    'a channel that nobody carries': [
      {
        purposes: { login: { channels: ['whatsapp'] } },
        channels: { sms: [createRecordingProvider()] },
      },
      'purposes.login.channels: ',
    ],
    'A4 E3 a channel that nobody serves, and would be off for ever': [
      { channels: { sms: [], email: [createRecordingProvider()] } },
      'channels.sms: ',
    ],
    'an address that is none': [{ publicUrl: 'app.acme.example' }, 'publicUrl: '],
    'a redirect that is none': [{ redirects: ['/signed-in'] }, 'redirects: '],
    'a brand that makes every message cost two': [
      { brand: 'Acme ✓' },
      'brand, publicUrl or texts: ',
    ],
  }
  test.each(Object.entries(mistakes))(
    'refuses %s, also in development',
    (_name, [options, line]) => {
      expect(refusalOf(options)).toEqual([expect.stringContaining(line)])
    },
  )

  test('refuses a gate for a purpose that does not exist, or grants no proof, before any request', () => {
    const countersign = createCountersign({ runChores: 'by_hand' })
    onTestFinished(() => countersign.close())
    expect(() => countersign.requireProof('logn')).toThrow(
      'requireProof("logn"): there is no such purpose',
    )
    expect(() => countersign.requireProof('sign_in')).toThrow('it grants no proof')
  })

  test('reads the key ring of a folder', () => {
    const folder = mkdtempSync(`${temporaryFolder()}/`)
    initKeyRing(folder)
    expect(refusalOf({ secretsDir: folder })).toEqual([])
    expect(refusalOf({ secretsDir: `${folder}/nowhere` })).toEqual([
      expect.stringContaining('keyring.json'),
    ])
  })

  test('F1 seals the audit log and makes rows for integrations when its chores are done by hand', async () => {
    const { isProduction: _, ...options } = inProduction()
    const countersign = createCountersign({ ...options, runChores: 'by_hand' })
    onTestFinished(() => countersign.close())
    const recipient = readPhone(newPhone())
    if (recipient === undefined) throw new Error('not a phone')
    const requester = { ip: undefined, subject: undefined, isCaller: false, scope: 'test' }
    await countersign.engine.send({ purpose: 'login', recipient, requester })
    await countersign.chores()
    const [checkpoint] = await countersign.store.audit.checkpoints({ after: 0, rowsAtMost: 1 })
    expect(checkpoint?.number).toBe(1)
    expect((await countersign.store.integrations.list()).map(({ id }) => id)).toEqual(['recording'])
  })
})
