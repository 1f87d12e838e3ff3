import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Store, SwitchScope } from 'countersign'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/config.ts'
import type { Report } from '../../src/doctor/report.ts'
import { servedRoutes } from '../../src/doctor/served-routes.ts'
import {
  changeRow,
  createPatient,
  type Patient,
  saysOf,
  shownOf,
  switchOff,
} from '../support/doctor.ts'
import { createDatabase } from '../support/postgres-database.ts'

const stateOf = ({ purposes }: Report, name: string) =>
  purposes.find((purpose) => purpose.name === name)?.codeIs

const onSqlite = async (): Promise<{ patient: Patient; store: Store }> => {
  const patient = await createPatient()
  const store = createSqliteStore({ path: join(patient.folder, 'data.db') })
  onTestFinished(() => store.close())
  return { patient, store }
}

const onPostgres = async (): Promise<{ patient: Patient; store: Store }> => {
  const url = await createDatabase()
  const store = await createPostgresStore({ url })
  onTestFinished(() => store.close())
  return { patient: await createPatient(url), store }
}

describe.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
])('A1 on %s, for each purpose', (_, setUp) => {
  test('a code is required while nothing is off', async () => {
    const { patient } = await setUp()
    const report = await patient.report()
    expect(new Set(report.purposes.map(({ codeIs }) => codeIs))).toEqual(new Set(['required']))
    expect(report.isStoreKnown).toBe(true)
    expect(report.purposes.map(({ name }) => name)).toContain('step_up')
  })

  test.each<[SwitchScope, string | null, Readonly<Record<string, string>>]>([
    ['all', null, { login: 'skipped', sign_in: 'refused', email_quote: 'refused' }],
    ['channel', 'sms', { login: 'skipped', sign_in: 'required', step_up: 'refused' }],
    ['purpose', 'login', { login: 'skipped', register: 'required', sign_in: 'required' }],
    ['integration', 'arkesel', { login: 'required', sign_in: 'required' }],
    ['country', 'GH', { login: 'required', sign_in: 'required' }],
  ])(
    'A4 a switch for %s %s is taken into account, with who and why',
    async (scope, target, states) => {
      const { patient, store } = await setUp()
      const { id } = await switchOff(store, patient, { scope, target })
      const report = await patient.report()
      for (const [name, state] of Object.entries(states))
        expect([name, stateOf(report, name)]).toEqual([name, state])
      const what = target === null ? scope : `${scope} ${target}`
      const words = `switch ${id} (${what}) by cli: "pumping\\nattack"`
      expect(saysOf(report, 'warning')).toEqual([`off by ${words}`])
      expect(shownOf(report)).toContain(words)
      expect(report.isDangerous).toBe(false)
    },
  )

  test('A3 the own switches of all providers close a channel, and those of one do not', async () => {
    const { patient, store } = await setUp()
    await changeRow(store, patient, { id: 'arkesel', otpEnabled: false })
    const one = await patient.report()
    expect([stateOf(one, 'login'), one.providers[0]?.because]).toEqual([
      'required',
      ['integrations.arkesel.otp_enabled is false in the store'],
    ])
    await switchOff(store, patient, { scope: 'integration', target: 'twilio' })
    const both = await patient.report()
    expect([stateOf(both, 'login'), stateOf(both, 'step_up')]).toEqual(['skipped', 'refused'])
    expect(shownOf(both)).toContain('integrations.arkesel.otp_enabled is false in the store')
    expect(shownOf(both)).toContain('sms: no provider is left')
  })

  test('G1 settings in the store are what is reported, apart from endpoints, which are not used', async () => {
    const { patient, store } = await setUp()
    await changeRow(store, patient, { id: 'arkesel', settings: '{"senderId":"Other"}' })
    const [arkesel] = (await patient.report()).providers
    expect(arkesel?.setup?.identity).toEqual({ senderId: 'Other' })
    const elsewhere = '{"senderId":"Other","baseUrl":"https://evil.example/hidden"}'
    await changeRow(store, patient, { id: 'arkesel', settings: elsewhere })
    const ignoring = await patient.report()
    expect(ignoring.providers[0]?.setup?.identity).toEqual({ senderId: 'Other' })
    expect(shownOf(ignoring)).toContain('arkesel: baseUrl in the store is not used')
    expect(shownOf(ignoring)).not.toContain('evil')
    await changeRow(store, patient, { id: 'arkesel', settings: '{"colour":1}' })
    expect((await patient.report()).providers[0]?.setup).toBe(undefined)
  })
})

describe('A1 the report', () => {
  test('knows of each route that checks a code for which purposes it does', async () => {
    const routes = servedRoutes(await loadConfig({ env: {} }))
    const checking = routes.filter(
      ({ path }) => path.endsWith('/verify') && !path.includes('/admin/'),
    )
    expect(checking.length).toBeGreaterThan(0)
    for (const { path, codeFor } of checking) expect([path, codeFor]).not.toEqual([path, undefined])
  })

  test('lists every route that demands a code, for every purpose, and says what it cannot see', async () => {
    const report = await (await createPatient()).report()
    const paths = new Set(report.routes.map(({ method, path }) => `${method} ${path}`))
    expect(paths).toContain('POST /api/otp/verify')
    const atVerify = report.routes.filter(({ path }) => path === '/api/otp/verify')
    expect(atVerify.map(({ purpose }) => purpose)).toEqual(report.purposes.map(({ name }) => name))
    expect(shownOf(report)).toContain('requireProof')
  })

  test('says of each provider whether key, sender and endpoint are set, and which product it is', async () => {
    const [arkesel, twilio, resend, smtp] = (await (await createPatient()).report()).providers
    expect(arkesel).toMatchObject({
      secrets: [{ name: 'arkesel_api_key', place: { kind: 'file' } }],
      setup: { isVendor: true, isSandbox: false, endpoint: 'https://sms.arkesel.com' },
      reports: { kind: 'set_up' },
    })
    expect(arkesel?.setup?.product).toMatch(/^SMS API v2; its OTP product is not used/)
    expect(twilio?.setup?.identity).toHaveProperty('messagingServiceSid')
    expect(resend?.setup?.identity).toEqual({ from: 'Acme <otp@acme.example>' })
    expect(smtp?.reports).toEqual({ kind: 'never' })
  })

  test('asks for no password of a mail server that takes mail without one', async () => {
    const patient = await createPatient()
    const smtp = { url: 'smtp://localhost:25', from: 'a@acme.example' }
    const integrations = { ...Object(patient.good['integrations']), smtp }
    const { providers } = await patient.report({ config: { integrations } })
    expect(providers.find(({ id }) => id === 'smtp')?.secrets).toEqual([])
  })

  test('A13 says in words what happens in this configuration, and no other', async () => {
    const { inWords } = await (await createPatient()).report()
    expect(inWords.providerDown[0]).toBe(
      'sms: if arkesel does not take a message, twilio gets it, with the same code.',
    )
    const alone = await (await createPatient()).report({
      config: {
        channels: { sms: ['arkesel'] },
        purposes: { login: { maxAttempts: 1, ttlSeconds: 90 } },
        failureBudget: { perHour: 4, inARow: 20 },
      },
    })
    const words = Object.values(alone.inWords).flat()
    for (const sentence of [
      'sms: there is no second provider. If arkesel is down, nobody gets a code by sms.',
      'While it is off, nobody is asked for a code for register, login, and reset: the host goes on.',
      'While it is off, sign_in, verify_phone, step_up, and phone are refused with 503 otp_disabled.',
      'login: after a wrong code the code is locked until it expires, at most 90 seconds after it was sent; then the lock ends by itself, and a new code can be asked for.',
      'Over all purposes one recipient may be given 4 wrong codes in any hour and 30 in any day. After that every code is answered like a wrong one until the window has moved on, by itself.',
    ])
      expect(words).toContain(sentence)
    expect(words.join()).toContain('After 20 wrong codes in a row')
  })

  test('G1 B8 shows no secret, no key and no password, in whatever file or variable it stands', async () => {
    const patient = await createPatient()
    const url = 'postgres://otp:marker-password@127.0.0.1:1/otp'
    writeFileSync(join(patient.folder, 'url'), url)
    const reports = [
      await patient.report(),
      await patient.report({ config: { store: { url } } }),
      await patient.report({
        config: { store: undefined },
        env: {
          STORE_URL_FILE: join(patient.folder, 'url'),
          NODE_ENV: 'development',
          ARKESEL_API_KEY: 'marker-variable',
          CAPTCHA_SECRET: 'marker-captcha',
        },
      }),
    ]
    for (const report of reports) expect(shownOf(report)).not.toContain('marker')
  })
})
