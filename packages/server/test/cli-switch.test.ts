import { startWithinMs } from 'countersign'
import { expect, test } from 'vitest'
import { durationMs } from '../src/cli/duration.ts'
import { newPhone } from './support/codes.ts'
import { runCommand } from './support/command.ts'
import { createDesk, databases } from './support/operator.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const date = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`

const reason = ['--reason', 'pumping from one range'] as const

const targets = [
  ['--all'],
  ['--channel', 'sms'],
  ['--integration', 'console'],
  ['--country', 'gh'],
  ['--purpose', 'login'],
] as const

test.for(Object.entries(databases))(
  'F2 on %s whatever is switched off is listed with author, reason and end, and on again by its id or its name',
  async ([, database]) => {
    const { run, store } = await createDesk({ database })
    const none = { exitCode: 0, stdout: 'nothing is off\n', stderr: '' }
    expect(await run('switch', 'list')).toEqual(none)
    const off = await Promise.all(
      targets.map(async (target) => {
        const { exitCode, stdout, stderr } = await run('switch', 'off', ...target, ...reason)
        expect([exitCode, stderr]).toEqual([0, ''])
        const what = target.join(' ').replace('--', '').replace('gh', 'GH')
        const row = `[0-7][0-9a-f]{15}\t${what}\t${date}\tuntil switched on\tcli\t${reason[1]}`
        expect(stdout).toMatch(new RegExp(`^off\t${row}\n$`))
        return { target, row: stdout.trimEnd().replace('off\t', '') }
      }),
    )
    const listed = (await run('switch', 'list')).stdout.trimEnd().split('\n')
    expect(listed.toSorted()).toEqual(off.map(({ row }) => row).toSorted())

    for (const { target, row } of off) {
      const [id = ''] = row.split('\t')
      const on = await run('switch', 'on', ...(target[0] === '--purpose' ? [id] : target))
      expect([on.exitCode, on.stderr]).toEqual([0, ''])
      const [first, ...others] = on.stdout.trimEnd().split('\n')
      expect(first).toBe(`on\t${id}`)
      expect(others.every((other) => other.startsWith('still off\t'))).toBe(true)
    }
    expect(await run('switch', 'list')).toEqual(none)
    const events = await (await store()).audit.list({ rowsAtMost: 20 })
    expect(events.map(({ type, outcome }) => `${type} ${outcome}`)).toEqual([
      ...targets.map(() => 'switch.changed on'),
      ...targets.map(() => 'switch.changed off'),
    ])
    for (const { facts } of events) expect(JSON.parse(facts)).toMatchObject({ actor: 'cli' })
  },
)

test('F2 an end is a whole number of seconds, minutes, hours or days, up to a year, and nothing else', () => {
  const good = { '90': 90, '90s': 90, '30m': 1800, '2h': 7200, '7d': 604_800, '365d': 31_536_000 }
  for (const [text, seconds] of Object.entries(good)) expect(durationMs(text)).toBe(seconds * 1000)
  for (const text of [
    '',
    '0',
    '0d',
    '-1',
    '+1',
    '2 h',
    '2H',
    '1.5h',
    '1w',
    '366d',
    '1e3',
    '9'.repeat(9),
  ])
    expect(() => durationMs(text), text).toThrow(/such as 30m/)
})

test('E1 "off" is said when no server can still start a call that it decided on before', async () => {
  const { run } = await createDesk()
  const { stdout } = await run('switch', 'off', '--all', ...reason)
  const since = Date.parse(stdout.split('\t')[3] ?? '')
  expect(Date.now() - since).toBeGreaterThanOrEqual(startWithinMs)
})

test('A3 F2 a switch with an end says when, and one that ended is off no more', async () => {
  const { run } = await createDesk()
  const off = await run('switch', 'off', '--all', ...reason, '--for', '2h')
  const [, , , since = '', until = ''] = off.stdout.split('\t')
  expect(Date.parse(until.replace('until ', '')) - Date.parse(since)).toBe(2 * 3600 * 1000)
  await run('switch', 'on', '--all')
  expect((await run('switch', 'off', '--all', ...reason, '--for', '1')).exitCode).toBe(0)
  expect((await run('switch', 'list')).stdout).toBe('nothing is off\n')
})

test('A3 on --integration takes away every switch of that provider and turns its own row on, and names what is still off', async () => {
  const { run, store, auditor } = await createDesk()
  const opened = await store()
  await opened.integrations.ensure(['console'])
  for (const target of [['--integration', 'console'], ['--integration', 'console'], ['--all']])
    await run('switch', 'off', ...target, ...reason)
  const audit = auditor({ type: 'integration.changed', actor: 'admin:kofi' })
  await opened.integrations.change({ id: 'console', otpEnabled: false, audit })
  const listed = (await run('switch', 'list')).stdout.trimEnd().split('\n')
  expect(listed).toHaveLength(4)
  expect(listed.at(-1)).toMatch(
    new RegExp(
      `^-\tintegration console\t${date}\tuntil switched on\t-\tintegrations.otp_enabled is off$`,
    ),
  )

  const on = await run('switch', 'on', '--integration', 'console')
  expect(on.exitCode).toBe(0)
  expect(on.stdout).toMatch(
    /^(on\t[0-9a-f]{16}\n){2}on\t-\tintegration console\nstill off\t[^\n]*\tall\t.*\n$/,
  )
  expect(await opened.integrations.list()).toMatchObject([{ id: 'console', otpEnabled: true }])
  expect(await opened.switches.list()).toMatchObject([{ scope: 'all' }])
})

test('A3 E1 once "off" is said a running server hands no message over, and after "on" it does', async () => {
  const { run, serve } = await createDesk()
  const server = await serve()
  const send = () => server.post('/api/otp/send', { purpose: 'login', phone_e164: newPhone() })
  expect((await send()).status).toBe(200)
  expect(await server.outbox()).toHaveLength(1)
  await run('switch', 'off', '--country', 'GH', ...reason)
  expect(await (await send()).json()).toEqual({ status: 'skipped' })
  expect(await server.outbox()).toHaveLength(1)
  await run('switch', 'on', '--country', 'GH')
  expect((await send()).status).toBe(200)
  expect(await server.outbox()).toHaveLength(2)
})

test('F2 what would stop nothing is refused with exit code 2, and nothing is off after it', async () => {
  const { run } = await createDesk({ config: { countries: ['GH', 'IN'] } })
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [[...reason], /say what/],
    [['--all'], /--reason/],
    [['--all', '--reason', ' x '], /3 to 300/],
    [['--all', '--reason', 'two\nlines'], /must be one line without control characters/],
    [['--all', '--reason', 'clear \u001b[2J'], /must be one line without control characters/],
    [['--all', '--purpose', 'login', ...reason], /say one thing/],
    [['--purpose', 'logni', ...reason], /no purpose "logni"; there are: .*login/],
    [['--integration', 'arkesel', ...reason], /no integration "arkesel"; there are: console/],
    [['--channel', 'pigeon', ...reason], /no channel "pigeon"; there are: sms/],
    [['--country', 'KE', ...reason], /no country "KE"; there are: GH, IN/],
    [['--all', ...reason, '--for', '2 hours'], /--for.*must be seconds, or a time such as/],
  ]
  const check = async ([args, says]: (typeof refused)[number]) => {
    const { exitCode, stdout, stderr } = await run('switch', 'off', ...args)
    expect([args, exitCode, stdout]).toEqual([args, 2, ''])
    expect(stderr).toMatch(says)
  }
  await Promise.all(refused.map(check))
  for (const args of [[], ['0123'], ['--all'], ['0123', '--all'], ['--purpose', 'login']])
    expect(await run('switch', 'on', ...args)).toMatchObject({ exitCode: 2, stdout: '' })
  expect((await run('switch', 'list')).stdout).toBe('nothing is off\n')
})

test('E1 in the wrong folder nothing is switched off, nothing is made, and nobody is told that it was', async () => {
  const folder = temporaryFolder()
  const { exitCode, stdout, stderr } = await runCommand(['switch', 'off', '--all', ...reason], {
    folder,
  })
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toBe(
    'countersign: store.url: there is no database sqlite:./data/countersign.db here\n',
  )
  const env = { STORE_URL: 'memory:' }
  expect(await runCommand(['switch', 'list'], { folder, env })).toMatchObject({ exitCode: 2 })
})

test('F8 a reason that somebody wrote elsewhere begins no line of its own and moves no cursor', async () => {
  const { run, store, auditor } = await createDesk()
  const [escaped, turned] = [0x1b, 0x202e].map((code) => String.fromCharCode(code))
  await (await store()).switches.off({
    ...{ scope: 'all', target: null, author: 'admin:kofi' },
    reason: `x\nnothing is off${escaped}[2J\t${turned}`,
    audit: auditor({ type: 'switch.changed', actor: 'admin:kofi' }),
  })
  const { stdout } = await run('switch', 'list')
  expect(stdout).toMatch(/\tadmin:kofi\tx nothing is off \[2J {2,}\n$/)
})
