import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCommand } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

describe('in a folder without a database', () => {
  test.concurrent.for([
    ['suppression', 'list'],
    ['suppression', 'clear', '--phone', '+233244123456'],
    ['api-key', 'list'],
    ['api-key', 'revoke', 'shop'],
    ['admin', 'list'],
    ['audit', 'export'],
  ])(
    'E6 %s %s makes neither store nor keys, and says that there is none',
    async (args, { expect, onTestFinished }) => {
      const folder = temporaryFolder(onTestFinished)
      expect(await runCommand(args, { folder })).toEqual({
        ...{ exitCode: 2, stdout: '' },
        stderr: 'countersign: store.url: there is no database sqlite:./data/countersign.db here\n',
      })
      expect(existsSync(join(folder, 'data'))).toBe(false)
    },
  )

  test.concurrent.for([
    ['keys', 'rotate', 'code'],
    ['keys', 'retire', 'code-00000000'],
  ])('B6 %s %s makes no keys to change', async (args, { expect, onTestFinished }) => {
    const folder = temporaryFolder(onTestFinished)
    const { exitCode, stdout, stderr } = await runCommand(args, { folder })
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^countersign: .*keyring\.json: is missing; make it with .+\n$/)
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  test.each([
    [['admin', 'create', 'kofi'], /^ca_[\w-]{43}\n$/],
    [['api-key', 'create', 'shop'], /^ck_[\w-]{43}\n$/],
  ])(
    'E8 G1 %j makes the first store, says so apart, and prints the token alone',
    async (args, token) => {
      const folder = temporaryFolder()
      const first = await runCommand(args, { folder })
      expect(first).toMatchObject({
        ...{ exitCode: 0, stdout: expect.stringMatching(token) },
        stderr: 'countersign: made sqlite:./data/countersign.db\n',
      })
      const second = await runCommand([...args.slice(0, 2), 'another'], { folder })
      expect(second).toMatchObject({ exitCode: 0, stderr: '' })
    },
  )
})
