import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { noteConfig } from '../src/audit/note-config.ts'
import { loadConfig } from '../src/config/config.ts'
import { configFingerprint } from '../src/config/fingerprint.ts'
import { createAuditLog, stores } from './support/audit-log.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const configOf = (file: object, env: Readonly<Record<string, string>> = {}) => {
  const path = join(temporaryFolder(), 'countersign.config.json')
  writeFileSync(path, JSON.stringify(file))
  return loadConfig({ file: path, env })
}

const fingerprintOf = async (...given: Parameters<typeof configOf>) =>
  configFingerprint(await configOf(...given))

describe.each(Object.entries(stores))('starts on %s', (_name, openShared) => {
  test('B4 leave an event for each configuration that differs from the last one, and no other', async () => {
    const log = await createAuditLog(openShared)
    const start = async (file: object) => noteConfig(await configOf(file), log)
    for (const brand of ['Acme', 'Acme', 'Other', 'Other', 'Acme']) {
      await start({ brand })
      await log.append()
      log.clock.advance(1000)
    }
    const events = await log.store.audit.list({ types: ['config.changed'], rowsAtMost: 10 })
    const noted = events.map(({ facts }) => JSON.parse(facts).fingerprint)
    const [acme, other] = [
      await fingerprintOf({ brand: 'Acme' }),
      await fingerprintOf({ brand: 'Other' }),
    ]
    expect(noted).toEqual([acme, other, acme])
    expect(await log.verify()).toMatchObject({ findings: [] })
  })
})

test('B4 a start whose configuration cannot be recorded is refused', async () => {
  const log = await createAuditLog()
  const append = () => Promise.reject(new Error('read only'))
  const store = { audit: { ...log.store.audit, append } }
  await expect(noteConfig(await configOf({}), { ...log, store })).rejects.toThrow('read only')
})

describe('B4 the fingerprint of a configuration', () => {
  const [one, other] = [{ maxAttempts: 2 }, { maxAttempts: 3 }]
  const base = { brand: 'Acme', countries: ['GH', 'IN'], purposes: { one, other } }

  test('is that of what is in effect, in whatever order it was written', async () => {
    const turned = { purposes: { other, one }, countries: ['GH', 'IN'], brand: 'Acme' }
    expect(await fingerprintOf(turned)).toBe(await fingerprintOf(base))
    expect(await fingerprintOf({ ...base, trustedProxies: [] })).toBe(await fingerprintOf(base))
    expect(await fingerprintOf(base)).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each([
    { brand: 'Other' },
    { countries: ['IN', 'GH'] },
    { trustedProxies: ['10.0.0.0/8'] },
    { purposes: { login: { maxAttempts: 2 } } },
    { abuse: { wrongCodes: 999 } },
    { channels: { sms: ['console'] } },
    { origins: ['https://app.acme.example'] },
    { messages: { login: { sms: { en: '{code} is your {brand} code.' } } } },
  ])('differs with %j', async (change) => {
    expect(await fingerprintOf({ ...base, ...change })).not.toBe(await fingerprintOf(base))
  })

  test('is the same for every instance, wherever it listens and keeps its files', async () => {
    const env = { PORT: '1', HOST: '::1', METRICS_PORT: '2', STORE_URL: 'memory:' }
    const file = { ...base, publicUrl: 'http://localhost:3000' }
    const here = { secretsDir: './here', audit: { checkpoints: 'here.jsonl' } }
    expect(await fingerprintOf({ ...file, ...here }, env)).toBe(await fingerprintOf(file))
  })

  test('G1 does not depend on a code or a recipient that somebody knows', async () => {
    const withTest = (recipient: string, code: string) =>
      fingerprintOf({ ...base, testRecipients: [{ recipient, code, until: '2026-06-01' }] })
    const fingerprint = await withTest('+233200000000', '246810')
    expect(await withTest('+233200000001', '135791')).toBe(fingerprint)
    expect(fingerprint).not.toBe(await fingerprintOf(base))
  })
})
