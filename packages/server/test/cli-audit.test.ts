import { createPublicKey, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEmail, readPhone, recipientHashes } from 'countersign'
import { describe, expect, test } from 'vitest'
import { runCommand } from './support/command.ts'
import { createDesk, type Desk, databases } from './support/operator.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const phone = '+233244123456'

/** Thirty events, every third one about a person. */
const writeEvents = async ({ store, auditor, keyRing }: Desk, count = 30) => {
  const recipient = readPhone(phone)
  const [recipientHash = new Uint8Array()] = recipient ? recipientHashes(keyRing, recipient) : []
  const { audit } = await store()
  const write = (n: number) => {
    const person = n % 3 === 0 ? { recipientHash, masked: '+233•••56' } : undefined
    const draft = auditor({ type: 'code.attempted', facts: { purpose: 'login', n }, person })
    return audit.append({ draft, outcome: 'wrong' })
  }
  for (let n = 1; n <= count; n += 500)
    await Promise.all(Array.from({ length: Math.min(500, count - n + 1) }, (_, m) => write(n + m)))
  return audit
}

const genuine = (events: number, unsealed: number) => ({
  ...{ exitCode: 0, stderr: '' },
  stdout: expect.stringMatching(
    new RegExp(`^events\t${events}\ncheckpoints\t\\d+\nnot sealed yet\t${unsealed}\ngenuine\n$`),
  ),
})

describe.for(Object.entries(databases))('the audit log in %s', ([name, database]) => {
  test('F8 F2 is genuine, also when a person was erased, and any change to it is named with exit code 1', async () => {
    const desk = await createDesk({ database })
    await writeEvents(desk)
    expect(await desk.run('audit', 'verify')).toEqual(genuine(30, 30))
    await desk.run('audit', 'checkpoint')
    expect((await desk.run('erase', '--phone', phone, '--yes')).stdout).toContain(
      'audit events\t10',
    )
    expect(await desk.run('audit', 'verify')).toEqual(genuine(31, 1))

    await desk.sql("update audit_events set outcome = 'verified' where n = 7")
    await desk.sql('delete from audit_events where n = 20')
    const found = await desk.run('audit', 'verify')
    expect([found.exitCode, found.stderr]).toEqual([1, ''])
    expect(found.stdout).toMatch(/^\d+:7 is not as it was written: .+\n\d+:20 is not there\n/)
    expect(found.stdout).toMatch(/\ntampered\n$/)
    const asJson = await desk.run('audit', 'verify', '--json')
    expect([asJson.exitCode, JSON.parse(asJson.stdout)]).toMatchObject([
      1,
      {
        status: 'tampered',
        events: 30,
        findings: [{ problem: 'altered' }, { problem: 'missing' }, {}],
      },
    ])
  })

  test('F8 F7 a cut end, together with its checkpoint, shows beside one that was kept elsewhere, and only there', async () => {
    const desk = await createDesk({ database })
    const audit = await writeEvents(desk)
    const kept = join(desk.folder, 'kept.jsonl')
    const seal = () => desk.run('audit', 'checkpoint', '--out', kept)
    expect((await seal()).stdout).toBe(`checkpoint 1 added to ${kept}\n`)
    expect((await seal()).stdout).toBe(`checkpoint 1 is already in ${kept}\n`)
    await audit.append({ draft: desk.auditor({ type: 'config.changed' }), outcome: 'done' })
    await audit.append({ draft: desk.auditor({ type: 'config.changed' }), outcome: 'done' })
    expect((await seal()).stdout).toBe(`checkpoint 2 added to ${kept}\n`)
    const verifyKept = () => desk.run('audit', 'verify', '--checkpoints', kept)
    expect(await verifyKept()).toEqual(genuine(32, 0))

    await desk.sql('delete from checkpoints where number = 2')
    await desk.sql("delete from audit_events where type = 'config.changed'")
    expect(await desk.run('audit', 'verify')).toEqual(genuine(30, 0))
    const found = await verifyKept()
    expect(found.exitCode).toBe(1)
    expect(found.stdout).toMatch(/^checkpoint 2 was exported, but the log ends before it/)
  })

  test(`F8 leaves ${name} as JSON or CSV, the newest first, with masked recipients, by type and time`, async () => {
    const desk = await createDesk({ database })
    const audit = await writeEvents(desk, 1200)
    const exported = await desk.run('audit', 'export')
    expect([exported.exitCode, exported.stderr]).toEqual([0, ''])
    const events = exported.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toHaveLength(1201)
    expect(new Set(events.map(({ id }) => id)).size).toBe(1201)
    const own = { type: 'log.exported', actor: 'cli', outcome: 'exported', recipient: null }
    expect(events[0]).toMatchObject({ ...own, facts: { format: 'jsonl' } })
    const times = events.map(({ at }) => at)
    expect(times).toEqual(times.toSorted().reverse())
    expect(events.filter(({ recipient }) => recipient === '+233•••56')).toHaveLength(400)
    expect(exported.stdout).not.toMatch(/244123456|salt|\bmac\b/)

    const ofType = await desk.run('audit', 'export', '--type', 'config.changed', 'log.exported')
    expect(ofType.stdout.trimEnd().split('\n')).toHaveLength(2)
    for (const range of [
      ['--to', '2020-01-01'],
      ['--from', '2100-01-01T00:00:00+05:30'],
    ])
      expect(await desk.run('audit', 'export', ...range)).toMatchObject({ exitCode: 0, stdout: '' })

    const email = readEmail('=cmd@evil.example')
    const [recipientHash = new Uint8Array()] = email ? recipientHashes(desk.keyRing, email) : []
    const person = { recipientHash, masked: '=•••@evil.example' }
    const draft = desk.auditor({ type: 'code.opened', facts: { purpose: 'a\n"b",=c' }, person })
    await audit.append({ draft, outcome: 'opened' })
    const types = ['--type', 'code.opened', 'code.attempted'] as const
    const csv = (await desk.run('audit', 'export', '--format', 'csv', ...types)).stdout
    expect(csv).toMatch(/^id,at,type,outcome,actor,recipient,facts\n/)
    expect(csv).toContain(`,'=•••@evil.example,"{""purpose"":""a\\n\\""b\\"",=c""}"\n`)
    expect(csv).toContain(",'+233•••56,")
    const cells = [...csv.matchAll(/("(?:[^"]|"")*"|[^,\n]*)[,\n]/g)].map(([, cell = '']) => cell)
    expect(cells.length % 7).toBe(0)
    expect(cells.filter((cell) => /^"?[=+\-@\t\r]/.test(cell))).toEqual([])
  })
})

test('F8 a copy of the database and the audit key suffice to check it, without configuration, server or another key', async () => {
  const desk = await createDesk()
  await writeEvents(desk)
  const elsewhere = temporaryFolder()
  await desk.sql(`vacuum into '${join(elsewhere, 'copy.db')}'`)
  const ring = readFileSync(join(desk.folder, 'data', 'secrets', 'keyring.json'), 'utf8')
  const { keys } = JSON.parse(ring) as { readonly keys: readonly { readonly use: string }[] }
  const write = (file: string, use: string) => {
    const text = JSON.stringify({ version: 1, keys: keys.filter((key) => key.use === use) })
    writeFileSync(join(elsewhere, file), text)
  }
  write('audit.json', 'audit')
  write('token.json', 'token')
  const run = (...args: readonly string[]) =>
    runCommand(['audit', 'verify', ...args], {
      folder: elsewhere,
      env: { NODE_ENV: 'production' },
    })
  const store = ['--store', 'sqlite:copy.db'] as const
  expect(await run(...store, '--audit-key', 'audit.json')).toEqual(genuine(30, 30))

  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /publicUrl: set it/],
    [store, /go together/],
    [['--audit-key', 'audit.json'], /go together/],
    [[...store, '--audit-key', 'token.json'], /holds no audit key/],
    [[...store, '--audit-key', 'none.json'], /none\.json: is missing/],
    [[...store, '--audit-key', 'copy.db'], /copy\.db: not a key ring/],
    [[...store, '--audit-key', 'audit.json', '--config', 'x.json'], /cannot be used with/],
    [['--store', 'sqlite:none.db', '--audit-key', 'audit.json'], /no database sqlite:none\.db/],
    [['--store', 'mysql:x', '--audit-key', 'audit.json'], /names no store/],
  ]
  const secret = (
    JSON.parse(readFileSync(join(elsewhere, 'audit.json'), 'utf8')) as {
      readonly keys: readonly { readonly secret: string }[]
    }
  ).keys[0]?.secret
  const check = async ([args, says]: (typeof refused)[number]) => {
    const { exitCode, stdout, stderr } = await run(...args)
    expect([args, exitCode, stdout]).toEqual([args, 2, ''])
    expect(stderr).toMatch(says)
    expect(stderr).not.toContain(secret)
  }
  await Promise.all(refused.map(check))
})

test('F8 a file of checkpoints that is missing, emptied or changed is not taken for a good one', async () => {
  const desk = await createDesk()
  await writeEvents(desk)
  const line = (await desk.run('audit', 'checkpoint')).stdout
  const file = join(desk.folder, 'kept.jsonl')
  const verifyWith = (text: string) => {
    writeFileSync(file, text)
    return desk.run('audit', 'verify', '--checkpoints', file)
  }
  expect(await verifyWith(`\n${line}\n`)).toEqual(genuine(30, 0))
  for (const text of ['', '\n', 'x', `${line}{}`, line.replace('"number"', '"numbers"')])
    expect(await verifyWith(text)).toMatchObject({ exitCode: 2, stdout: '' })
  const changed = await verifyWith(line.replace(String.raw`\"total\":30`, String.raw`\"total\":29`))
  expect(changed).toMatchObject({ exitCode: 1 })
  expect(changed.stdout).toMatch(/^checkpoint 1 is not as it was signed/)
  const none = await desk.run('audit', 'verify', '--checkpoints', join(desk.folder, 'none.jsonl'))
  expect(none).toMatchObject({ exitCode: 2, stdout: '' })
})

test('F8 an exported checkpoint is signed with the key that --public-key prints, and covers more events than are read at a time', async () => {
  const desk = await createDesk()
  const empty = await desk.run('audit', 'checkpoint')
  expect(empty).toMatchObject({ exitCode: 0, stdout: '' })
  await writeEvents(desk, 20_010)
  const made = await desk.run('audit', 'checkpoint')
  expect(made.stdout.trimEnd().split('\n')).toHaveLength(1)
  const { number, text, signature, keyId } = JSON.parse(made.stdout) as Record<string, string>
  expect([number, keyId]).toEqual([2, desk.keyRing.current('audit').id])
  expect(JSON.parse(text ?? '')).toMatchObject({ total: 20_010 })
  const printed = (await desk.run('audit', 'checkpoint', '--public-key')).stdout
  expect(printed).toMatch(/^-----BEGIN PUBLIC KEY-----\n[\s\S]+-----END PUBLIC KEY-----\n$/)
  const isSigned = (signed = '') =>
    verify(
      null,
      Buffer.from(signed),
      createPublicKey(printed),
      Buffer.from(signature ?? '', 'base64'),
    )
  expect([isSigned(text), isSigned(`${text} `)]).toEqual([true, false])
  expect(await desk.run('audit', 'verify')).toEqual(genuine(20_010, 0))
})

test('F8 only types and times that there are can be asked for', async () => {
  const desk = await createDesk()
  for (const args of [
    ['--type', 'code.invented'],
    ['--format', 'xml'],
    ['--from', 'yesterday'],
    ['--to', '2026-11-20T08:00:00'],
  ])
    expect(await desk.run('audit', 'export', ...args)).toMatchObject({ exitCode: 2, stdout: '' })
  expect((await desk.run('audit', 'export')).stdout.trimEnd().split('\n')).toHaveLength(1)
})

test('F8 whoever reads the beginning of an export only is no fault', async () => {
  const desk = await createDesk()
  await writeEvents(desk, 3000)
  const { child, ended, stderr } = desk.start('audit', 'export')
  child.stdout?.once('data', () => child.stdout?.destroy())
  expect([await ended, stderr()]).toEqual([0, ''])
})
