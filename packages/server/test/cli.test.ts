import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { runCommand } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const leaves = [
  ...['serve', 'migrate', 'keys init', 'keys list', 'keys rotate', 'keys retire'],
  ...['api-key create', 'api-key list', 'api-key revoke'],
  ...['templates lint', 'templates preview'],
  ...['suppression list', 'suppression clear'],
]

describe('the command line explains itself', () => {
  test.concurrent.for(['', 'keys', 'api-key', 'suppression', 'templates', ...leaves])(
    'countersign %s --help says how to use it, on standard output, and exits 0',
    async (words, { expect, onTestFinished }) => {
      const folder = temporaryFolder(onTestFinished)
      const args = [...words.split(' ').filter(Boolean), '--help']
      const { exitCode, stdout, stderr } = await runCommand(args, { folder })
      expect([exitCode, stderr]).toEqual([0, ''])
      expect(stdout).toContain(`Usage: countersign ${words}`.trimEnd())
      if (leaves.includes(words)) expect(stdout).toContain('--config <file>')
      expect(existsSync(join(folder, 'data'))).toBe(false)
    },
  )

  test('--version prints the version of the package, alone, and exits 0', async () => {
    const { exitCode, stdout } = await runCommand(['--version'], { folder: temporaryFolder() })
    expect([exitCode, stdout]).toEqual([0, `${packageJson.version}\n`])
  })

  test.concurrent.for([
    ['no command', ''],
    ['an unknown command', 'swerve'],
    ['an unknown subcommand', 'keys swap'],
    ['an unknown option', 'migrate --fast'],
    ['a missing argument', 'api-key create'],
    ['an argument too many', 'migrate now'],
  ])(
    '%s is misuse: exit code 2, the reason on standard error, nothing done',
    async ([, words = ''], { expect, onTestFinished }) => {
      const folder = temporaryFolder(onTestFinished)
      const args = words.split(' ').filter(Boolean)
      const { exitCode, stdout, stderr } = await runCommand(args, { folder })
      expect([exitCode, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^(error: |Usage: )/)
      expect(existsSync(join(folder, 'data'))).toBe(false)
    },
  )
})

describe('keys init', () => {
  test('makes keyring.json for its owner only, and refuses to make another: the first stays as it is', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'data', 'secrets', 'keyring.json')
    const first = await runCommand(['keys', 'init'], { folder })
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(first.stdout).toMatch(/^made .*keyring\.json\n$/)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data', 'secrets')).mode & 0o077).toBe(0)
    const text = readFileSync(path, 'utf8')

    const second = await runCommand(['keys', 'init'], { folder })
    expect([second.exitCode, second.stdout]).toEqual([2, ''])
    expect(second.stderr).toMatch(/^countersign: .*keyring\.json: is there already.*\n$/)
    expect(readFileSync(path, 'utf8')).toBe(text)
    for (const { secret } of JSON.parse(text).keys)
      for (const { stdout, stderr } of [first, second])
        expect(stdout + stderr).not.toContain(secret)
  })
})

describe('migrate', () => {
  const migrate = (folder: string) => runCommand(['migrate'], { folder })

  test('says what it applied, and then that there is nothing left', async () => {
    const folder = temporaryFolder()
    const first = await migrate(folder)
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(first.stdout).toMatch(/^(applied \d{4}-[a-z-]+\n)+$/)
    expect(statSync(join(folder, 'data', 'countersign.db')).mode & 0o777).toBe(0o600)
    expect(await migrate(folder)).toEqual({ exitCode: 0, stdout: 'up to date\n', stderr: '' })
  })

  test('K7 works when two start it at the same moment: one does the work, both succeed', async () => {
    const folder = temporaryFolder()
    const both = await Promise.all([migrate(folder), migrate(folder)])
    expect(both.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ])
    const printed = both.map(({ stdout }) => stdout).toSorted()
    expect(printed).toEqual([expect.stringMatching(/^applied /), 'up to date\n'])
  })

  test.each(['migrate', 'serve'])(
    'K6 %s leaves a database of a newer version alone and says so in one line',
    async (command) => {
      const folder = temporaryFolder()
      await migrate(folder)
      const database = new DatabaseSync(join(folder, 'data', 'countersign.db'))
      database.exec(`insert into schema_migrations values (999, '0999-from-the-future')`)
      database.close()
      const { exitCode, stdout, stderr } = await runCommand([command], {
        folder,
        env: { PORT: '0' },
      })
      expect([exitCode, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(
        /^countersign: the database is at version 999, this program knows \d+: .+\n$/,
      )
    },
  )
})
