import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { runCommand } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

interface Listed {
  readonly id: string
  readonly use: string
  readonly state: string
}

/** A folder with a key ring, and the commands on it. */
const prepare = async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'data', 'secrets', 'keyring.json')
  const keys = (...args: readonly string[]) => runCommand(['keys', ...args], { folder })
  await keys('init')
  const listed = async () => JSON.parse((await keys('list', '--json')).stdout) as readonly Listed[]
  const secrets = () =>
    (JSON.parse(readFileSync(path, 'utf8')) as { keys: readonly { secret: string }[] }).keys.map(
      ({ secret }) => secret,
    )
  const events = () => {
    const database = new DatabaseSync(join(folder, 'data', 'countersign.db'), { readOnly: true })
    const rows = database.prepare('select type, outcome, facts from audit_events order by n').all()
    database.close()
    return rows.map(({ type, outcome, facts }) => ({
      ...{ type, outcome },
      ...(JSON.parse(String(facts)) as Readonly<Record<string, unknown>>),
    }))
  }
  return { folder, path, keys, listed, secrets, events }
}

describe('B6 keys on the command line', () => {
  test('G1 the list has id, use, state and dates, as lines and as JSON, and no secret', async () => {
    const { keys, listed, secrets } = await prepare()
    const date = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z'
    const lines = await keys('list')
    expect(lines).toMatchObject({ exitCode: 0, stderr: '' })
    for (const use of ['code', 'recipient', 'token', 'audit', 'contact'])
      expect(lines.stdout).toMatch(
        new RegExp(`^${use}-[0-9a-f]{8}\\t${use}\\tcurrent\\t${date}$`, 'm'),
      )
    const [first] = await listed()
    expect(Object.keys(first ?? {})).toEqual(['id', 'use', 'state', 'createdAt', 'activeAt'])
    const json = await keys('list', '--json')
    expect(secrets()).toHaveLength(5)
    for (const secret of secrets()) expect(lines.stdout + json.stdout).not.toContain(secret)
  })

  test('G1 F4 rotating and retiring say what they did, without the secret, and leave an event each', async () => {
    const { keys, listed, secrets, events } = await prepare()
    const [old] = (await listed()).filter(({ use }) => use === 'code')
    const rotated = await keys('rotate', 'code', '--in', '0')
    expect(rotated).toMatchObject({
      ...{ exitCode: 0, stderr: 'countersign: made sqlite:./data/countersign.db\n' },
    })
    const id = /^(code-[0-9a-f]{8})\tcurrent from \S+Z\n$/.exec(rotated.stdout)?.[1] ?? ''
    const states = async () => (await listed()).map((key) => `${key.id} ${key.state}`)
    expect(await states()).toEqual(expect.arrayContaining([`${id} current`, `${old?.id} old`]))

    const kept = await keys('retire', old?.id ?? '')
    expect([kept.exitCode, kept.stdout]).toEqual([2, ''])
    expect(kept.stderr).toMatch(
      /^countersign: keys: "code-\w+" may still be needed: .+--force.+\n$/,
    )
    const retired = await keys('retire', old?.id ?? '', '--force')
    expect(retired).toEqual({ exitCode: 0, stdout: `retired ${old?.id}\n`, stderr: '' })
    expect((await states()).join()).not.toContain(old?.id)
    for (const secret of secrets())
      for (const { stdout, stderr } of [rotated, kept, retired])
        expect(stdout + stderr).not.toContain(secret)
    expect(events()).toMatchObject([
      { type: 'key.rotated', outcome: 'rotated', actor: 'cli', use: 'code', key: id },
      { type: 'key.retired', outcome: 'retired', actor: 'cli', key: old?.id, forced: true },
    ])
  })

  test('of two that rotate at the same moment one wins, and the other is told', async () => {
    const { keys, listed, events } = await prepare()
    const both = await Promise.all([keys('rotate', 'token'), keys('rotate', 'token')])
    expect(both.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 2])
    const told = both.map(({ stderr }) => stderr).join('')
    expect(told).toMatch(
      /^countersign: .+(is being changed by another process|is waiting already)/m,
    )
    const states = (await listed()).filter(({ use }) => use === 'token').map(({ state }) => state)
    expect(states).toEqual(['pending', 'current'])
    expect(events()).toHaveLength(1)
  })

  test.each([
    ['an unknown use', ['rotate', 'cookie']],
    ['no use', ['rotate']],
    ['a time that is none', ['rotate', 'code', '--in', 'soon']],
    ['an unknown key', ['retire', 'code-00000000']],
  ])('%s is misuse: exit code 2 and no change', async (_, args) => {
    const { keys, path } = await prepare()
    const before = readFileSync(path, 'utf8')
    const { exitCode, stdout, stderr } = await keys(...args)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).not.toBe('')
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('G1 a broken key ring is named, and nothing of it is shown', async () => {
    const { keys, path, secrets } = await prepare()
    const [secret = ''] = secrets()
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -9))
    for (const args of [['list'], ['rotate', 'code'], ['retire', 'code-00000000']]) {
      const { exitCode, stdout, stderr } = await keys(...args)
      expect([exitCode, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^countersign: .+keyring\.json: not a key ring\n$/)
      expect(stderr).not.toContain(secret)
    }
  })
})
