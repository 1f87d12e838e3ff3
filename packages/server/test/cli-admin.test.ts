import { createSecret } from 'countersign'
import { adminSecretHash } from 'countersign/http'
import { expect, test } from 'vitest'
import { createDesk, databases } from './support/operator.ts'

const date = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`

test.for(Object.entries(databases))(
  'D4 G1 on %s a token for an administrator is printed alone and once, has its role, and is good until it is revoked or over',
  async ([, database]) => {
    const { run, store, sql, keyRing } = await createDesk({ database })
    expect((await run('admin', 'list')).stdout).toBe('no administrators\n')
    const create = async (...args: readonly string[]) => {
      const { exitCode, stdout, stderr } = await run('admin', 'create', ...args)
      expect([exitCode, stderr]).toEqual([0, ''])
      expect(stdout).toMatch(/^ca_[A-Za-z0-9_-]{43}\n$/)
      return stdout.trim()
    }
    const tokens = [
      await create('kofi'),
      await create('Ama K.', '--role', 'viewer', '--expires', '90d'),
      await create('brief', '--expires', '1h'),
    ]
    const opened = await store()
    const find = (token: string) =>
      opened.admins.find([adminSecretHash(keyRing, 'token', createSecret(token))])
    expect(await Promise.all(tokens.slice(0, 2).map(find))).toEqual([
      { name: 'kofi', role: 'operator' },
      { name: 'Ama K.', role: 'viewer' },
    ])

    await sql("update admins set expires_at_ms = 1 where name = 'brief'")
    expect((await run('admin', 'revoke', 'kofi')).stdout).toBe('revoked kofi\n')
    expect(await find(tokens[0] ?? '')).toBeUndefined()
    const listed = await run('admin', 'list')
    expect(await find(tokens[2] ?? '')).toBeUndefined()
    expect(listed.stdout).toMatch(
      new RegExp(
        [
          `^kofi\toperator\t${date}\trevoked ${date}`,
          `Ama K.\tviewer\t${date}\tgood until ${date}`,
          `brief\toperator\t${date}\texpired ${date}\n$`,
        ].join('\n'),
      ),
    )
    const events = await opened.audit.list({ rowsAtMost: 10 })
    const types = events.map(({ type }) => type).reverse()
    expect(types).toEqual([...tokens.map(() => 'admin.created'), 'admin.revoked'])
    const written = JSON.stringify([events, listed, await opened.admins.list()])
    for (const token of tokens) expect(written).not.toContain(token.slice(3))
  },
)

test('D4 a sign-in link is for an administrator that there is, works once, and is on record without its token', async () => {
  const config = { publicUrl: 'https://otp.acme.example' }
  const { run, store, keyRing, auditor } = await createDesk({ config })
  expect(await run('admin', 'link', 'kofi')).toMatchObject({ exitCode: 2, stdout: '' })
  await run('admin', 'create', 'kofi', '--role', 'viewer')
  const link = await run('admin', 'link', 'kofi')
  expect(link).toMatchObject({ exitCode: 0, stderr: '' })
  expect(link.stdout).toMatch(
    /^https:\/\/otp\.acme\.example\/admin\/sign-in\?token=cl_[\w-]{43}\n$/,
  )
  const { admins, audit } = await store()
  const token = new URL(link.stdout.trim()).searchParams.get('token') ?? ''
  const use = () =>
    admins.useLink({
      hashes: [adminSecretHash(keyRing, 'link', createSecret(token))],
      session: {
        hash: adminSecretHash(keyRing, 'session', createSecret(String(Math.random()))),
        forMs: 60_000,
      },
      audit: auditor({ type: 'admin.signed_in' }),
    })
  expect(await use()).toEqual({ name: 'kofi', role: 'viewer' })
  expect(await use()).toBeUndefined()
  const events = await audit.list({ rowsAtMost: 10, types: ['admin.link_created'] })
  expect(events.map(({ facts }) => JSON.parse(facts))).toEqual([{ actor: 'cli', name: 'kofi' }])

  await run('admin', 'revoke', 'kofi')
  expect(await run('admin', 'link', 'kofi')).toMatchObject({ exitCode: 2, stdout: '' })
})

test('D4 a name that is taken, is nobody, or begins a formula or a line is refused', async () => {
  const { run } = await createDesk()
  await run('admin', 'create', 'kofi')
  for (const args of [
    ['create', 'kofi'],
    ['create', '=cmd'],
    ['create', 'ama\nkofi'],
    ['create', ''],
    ['create', 'x'.repeat(65)],
    ['create', 'ama', '--role', 'owner'],
    ['create', 'ama', '--expires', 'never'],
    ['revoke', 'ama'],
  ])
    expect(await run('admin', ...args), args.join(' ')).toMatchObject({ exitCode: 2, stdout: '' })
  expect((await run('admin', 'list')).stdout.trimEnd().split('\n')).toHaveLength(1)
})
