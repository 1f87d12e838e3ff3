import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { keyUses } from 'countersign'
import { migrateSqlite } from 'countersign/stores/sqlite'
import { getCountries } from 'libphonenumber-js/max'
import { describe, expect, test } from 'vitest'
import { networkFileSystem } from '../../src/doctor/network-file-system.ts'
import { createPatient, markedSecrets, type Patient, saysOf, shownOf } from '../support/doctor.ts'

const day = 86_400_000

describe('A1 a good production configuration', () => {
  test('is not dangerous, and nothing about it is worth a warning', async () => {
    const report = await (await createPatient()).report()
    expect([saysOf(report, 'danger'), saysOf(report, 'warning')]).toEqual([[], []])
    expect(report.isDangerous).toBe(false)
  })

  test('is reported on without a change to any file', async () => {
    const patient = await createPatient()
    await patient.report()
    const files = () =>
      readdirSync(patient.folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => !name.endsWith('config.json'))
        .map((name) => [name, statSync(join(patient.folder, name)).mtimeMs])
    const before = files()
    await patient.report()
    expect(files()).toEqual(before)
  })
})

type Change = Parameters<Patient['report']>[0]

describe('A1 danger', () => {
  const integrationsWith = (patient: Patient, changed: object) => ({
    integrations: { ...Object(patient.good['integrations']), ...changed },
  })

  test.each<[string, (patient: Patient) => Change, string]>([
    [
      'the console',
      () => ({ config: { channels: { sms: ['console'] } } }),
      'integrations.console: shows codes',
    ],
    [
      'http',
      () => ({ config: { publicUrl: 'http://otp.acme.example' } }),
      'publicUrl: must be https',
    ],
    ['this machine', () => ({ config: { publicUrl: 'https://localhost' } }), 'is this machine'],
    [
      'a test recipient without leave',
      () => ({
        config: {
          testRecipients: [{ recipient: '+233244123456', code: '246810', until: '2099-01-01' }],
        },
      }),
      'testRecipients: have codes that somebody knows',
    ],
    [
      'a session that is skipped',
      () => ({ config: { purposes: { sign_in: { whenDisabled: 'skip' } } } }),
      'would let everybody in while codes are switched off',
    ],
    [
      'no countries',
      () => ({ config: { countries: undefined } }),
      'countries: say which countries',
    ],
    [
      'all countries',
      () => ({ config: { countries: getCountries() } }),
      'text messages go to every country',
    ],
    [
      'proxies everywhere',
      () => ({ config: { trustedProxies: ['::/0'] } }),
      'people choose the address',
    ],
    [
      'a memory store',
      () => ({ config: { store: { url: 'memory:' } } }),
      'memory: is for development only',
    ],
    [
      'a database that is not there',
      () => ({ config: { store: { url: 'postgres://otp:marker-pg-password@127.0.0.1:1/otp' } } }),
      'postgres://127.0.0.1:1/otp cannot be opened (the database did not do its work: unreachable, ECONNREFUSED)',
    ],
    [
      'a secret in a plain variable',
      () => ({ env: { ARKESEL_API_KEY: 'marker-variable' } }),
      'ARKESEL_API_KEY: a secret must not stand in a plain variable',
    ],
    [
      'a missing secret',
      ({ secretsDir }) => {
        rmSync(join(secretsDir, 'twilio_auth_token'))
        return {}
      },
      'twilio_auth_token: is missing',
    ],
    [
      'a missing key ring',
      ({ secretsDir }) => {
        rmSync(join(secretsDir, 'keyring.json'))
        return {}
      },
      'keyring.json: is missing',
    ],
    [
      'a key ring that is none',
      ({ secretsDir }) => {
        writeFileSync(
          join(secretsDir, 'keyring.json'),
          '{"version":1,"keys":[{"secret":"marker"}]}',
        )
        return {}
      },
      'keyring.json: not a key ring',
    ],
    [
      'a key ring that everybody can read',
      ({ secretsDir }) => {
        chmodSync(secretsDir, 0o755)
        chmodSync(join(secretsDir, 'keyring.json'), 0o644)
        return {}
      },
      'keyring.json: everybody can read it',
    ],
    [
      'secrets that everybody can replace',
      ({ secretsDir }) => {
        chmodSync(secretsDir, 0o757)
        return {}
      },
      'arkesel_api_key: everybody can change it',
    ],
    [
      'sandbox mode',
      (patient) => ({
        config: integrationsWith(patient, { arkesel: { senderId: 'Acme', sandbox: true } }),
      }),
      'integrations.arkesel.sandbox: messages would be taken and never delivered',
    ],
    [
      'a fake on this machine',
      (patient) => ({
        config: integrationsWith(patient, {
          arkesel: { senderId: 'Acme', baseUrl: 'http://127.0.0.1:4801' },
        }),
      }),
      'a fake on this machine sends nothing',
    ],
    [
      'a sender id that Arkesel does not take',
      (patient) => ({
        config: integrationsWith(patient, { arkesel: { senderId: 'Acme and more' } }),
      }),
      'integrations.arkesel.senderId: must have 1 to 11 plain characters',
    ],
    [
      'a file that is not JSON',
      () => ({ config: '{ "brand": ' }),
      'test.config.json: cannot be read',
    ],
    ['a file that is no object', () => ({ config: '[]' }), 'Invalid input: expected object'],
    [
      'a key that nobody knows',
      () => ({ config: { colour: 'red' } }),
      'Unrecognized key: "colour"',
    ],
    ['a port', () => ({ env: { PORT: 'many' } }), 'PORT: must be a whole number from 0 to 65535'],
    ['a variable', () => ({ env: { PUBLIC_URL: 'acme' } }), 'publicUrl: must be a URL'],
  ])('%s', async (_, change, expected) => {
    const patient = await createPatient()
    const report = await patient.report(change(patient))
    expect(report.isDangerous).toBe(true)
    expect(saysOf(report, 'danger').join('\n')).toContain(expected)
    expect(shownOf(report)).not.toContain('marker')
  })

  test('K6 is a database that a newer program has migrated', async () => {
    const patient = await createPatient()
    const path = join(patient.folder, 'data.db')
    migrateSqlite({ path })
    const database = new DatabaseSync(path)
    database.exec("insert into schema_migrations (version, name) values (900, 'later')")
    database.close()
    const report = await patient.report()
    expect(saysOf(report, 'danger').join()).toContain('is at version 900')
    expect(report.isStoreKnown).toBe(false)
  })
})

describe('A1 a warning', () => {
  test.each<[string, Change, string]>([
    [
      'no proxies in front of https',
      { config: { trustedProxies: [] } },
      'limits per address count all people as one',
    ],
    [
      'metrics for everybody',
      { config: { metrics: { host: '0.0.0.0' } } },
      'metrics: are served on every address',
    ],
    [
      'a test recipient with leave',
      {
        config: {
          testRecipients: [{ recipient: '+233244123456', code: '246810', until: '2099-01-01' }],
          allowTestRecipientsInProduction: true,
        },
      },
      'testRecipients: +233•••56 has a fixed code until 2099-01-01',
    ],
    [
      'many countries',
      { config: { countries: getCountries().slice(0, 100) } },
      'countries: lists 100 of them',
    ],
  ])('%s', async (_, change, expected) => {
    const report = await (await createPatient()).report(change)
    expect(report.isDangerous).toBe(false)
    expect(saysOf(report, 'warning').join('\n')).toContain(expected)
  })

  test('K6 migrations that wait are named, and not applied', async () => {
    const patient = await createPatient()
    const path = join(patient.folder, 'older.db')
    const config = { store: { url: `sqlite:${path}` } }
    const all = migrateSqlite({ path })
    const database = new DatabaseSync(path)
    database.exec(`delete from schema_migrations where version = ${all.length}`)
    database.close()
    for (let n = 0; n < 2; n++) {
      const report = await patient.report({ config })
      expect(saysOf(report, 'warning').join()).toContain(`the schema lacks ${all.at(-1)};`)
      expect(shownOf(report)).toContain('The store could not tell what is switched off')
    }
  })

  test('a key ring that its group can read', async () => {
    const patient = await createPatient()
    chmodSync(patient.secretsDir, 0o750)
    chmodSync(join(patient.secretsDir, 'keyring.json'), 0o640)
    const report = await patient.report()
    expect(saysOf(report, 'warning').join()).toContain('keyring.json: its group can read it')
    expect(report.isDangerous).toBe(false)
  })

  test('codes that travel in the clear', async () => {
    const patient = await createPatient()
    const smtp = { url: 'smtp://mail.acme.example', from: 'a@acme.example', requireTls: false }
    const integrations = { ...Object(patient.good['integrations']), smtp }
    const report = await patient.report({ config: { integrations } })
    expect(saysOf(report, 'warning').join()).toContain('smtp: codes may travel unencrypted')
  })
})

describe('A1 a note', () => {
  test('keys that are older than a year', async () => {
    const report = await (await createPatient()).report({ nowMs: Date.now() + 366 * day })
    expect(saysOf(report, 'note').filter((line) => line.includes('more than a year'))).toHaveLength(
      keyUses.length,
    )
    expect(report.findings.flatMap(({ hint = '' }) => hint)).toContain(
      'countersign keys rotate code',
    )
  })

  test.each<[string, object, string]>([
    [
      'no second provider',
      { channels: { sms: ['arkesel'], email: ['smtp'] } },
      'channels.sms: there is no second provider for when arkesel is down',
    ],
    [
      'a template that nothing extends',
      { templates: { spare: {} } },
      'templates.spare: is not used',
    ],
    [
      'an integration that no channel names',
      { channels: { sms: ['arkesel', 'twilio'], email: ['smtp'] } },
      'integrations.resend: is not used',
    ],
    [
      'a channel that no purpose uses',
      {
        channels: { sms: ['arkesel'], whatsapp: ['webhook'] },
        integrations: { arkesel: { senderId: 'Acme' }, webhook: { url: 'https://a.example' } },
      },
      'channels.whatsapp: is not used',
    ],
    [
      'a limit that only watches',
      {
        purposes: {
          login: { limits: [{ per: 'ip', on: 'send', max: 3, seconds: 60, shadow: true }] },
        },
      },
      'login: the limit of 3 per ip and 60 s on send only watches',
    ],
    ['the longest codes', {}, 'codes are good for 600 s, the longest there is'],
    ['a door without a doorman', {}, 'any address may have codes sent'],
    [
      'a test recipient that is over',
      {
        testRecipients: [{ recipient: 'a@b.example', code: '246810', until: '2020-01-01' }],
        allowTestRecipientsInProduction: true,
      },
      'is over since 2020-01-01',
    ],
  ])('%s', async (_, config, expected) => {
    const patient = await createPatient()
    writeFileSync(
      join(patient.secretsDir, 'webhook_secret'),
      markedSecrets['resend_webhook_secret'] ?? '',
    )
    const report = await patient.report({ config })
    expect(saysOf(report, 'note').join('\n')).toContain(expected)
  })

  test('a provider that cannot tell what became of messages', async () => {
    const patient = await createPatient()
    rmSync(join(patient.secretsDir, 'webhook_token'))
    const report = await patient.report()
    expect(saysOf(report, 'note').join()).toContain(
      'arkesel: cannot report what arrived, because webhook_token is not set',
    )
    expect(report.inWords.deliveryFails.join()).toContain(
      'arkesel and smtp do not report what arrived',
    )
  })

  test('a database on another machine is known by the number of its file system', () => {
    expect(
      [0x6969, 0xff534d42, 0xfe534d42, -11317950, 0xef53, 0x9123683e].map(networkFileSystem),
    ).toEqual([...['NFS', 'CIFS', 'SMB2', 'CIFS', undefined, undefined]])
  })
})

describe('A1 a configuration that is broken', () => {
  test('is reported on without what is broken, every line of a refusal being a danger', async () => {
    const report = await (await createPatient()).report({
      config: {
        listen: { port: 99_999 },
        captcha: { kind: 'riddle' },
        purposes: { login: { extends: 'nobody' } },
      },
    })
    const dangers = saysOf(report, 'danger').join('\n')
    for (const line of [
      'listen.port:',
      'captcha.kind:',
      'there is no template or purpose "nobody"',
    ])
      expect(dangers).toContain(line)
    expect(saysOf(report, 'note')).toContain(
      'this report is about the configuration without listen, captcha, purposes, templates',
    )
    expect(report.purposes.map(({ name }) => name)).toContain('login')
    expect(report.providers.map(({ id }) => id)).toEqual(['arkesel', 'twilio', 'resend', 'smtp'])
  })

  test('does not make up a store when nobody knows which it is', async () => {
    const report = await (await createPatient()).report({
      config: { store: { url: 'mysql://db' } },
    })
    expect(saysOf(report, 'danger').join()).toContain('nobody knows which it is')
    expect(report.isStoreKnown).toBe(false)
  })

  test('leaves no folder, key ring or database behind', async () => {
    const patient = await createPatient()
    const empty = join(patient.folder, 'empty')
    mkdirSync(empty)
    const store = { url: `sqlite:${join(empty, 'a', 'b.db')}` }
    const report = await patient.report({ config: { store, secretsDir: join(empty, 'secrets') } })
    expect(readdirSync(empty)).toEqual([])
    expect(report.isDangerous).toBe(true)
    expect(readFileSync(join(patient.secretsDir, 'keyring.json'), 'utf8')).toContain('"version": 1')
  })
})
