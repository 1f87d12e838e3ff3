import { expect, test } from 'vitest'
import { sendCode } from './support/codes.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const prepare = async () => {
  const folder = temporaryFolder()
  const server = await startServer({ folder })
  const apiKey = (...args: readonly string[]) =>
    runCommand(['api-key', ...args, '--config', writeConfig(folder, {})], { folder })
  return { server, apiKey }
}

test('D10 a key made on the command line asks for step-up codes on a running server, and stops with the first request after it is revoked', async () => {
  const { server, apiKey } = await prepare()
  const made = await apiKey('create', 'shop backend')
  expect(made).toMatchObject({ exitCode: 0, stderr: '' })
  expect(made.stdout).toMatch(/^ck_[A-Za-z0-9_-]{43}\n$/)
  const key = made.stdout.trim()

  const asked = { purpose: 'step_up', phone_e164: '+233245100001' }
  const stated = { ...asked, subject: 'user-7', client_ip: '198.51.100.7' }
  const headers = { authorization: `Bearer ${key}` }
  expect((await sendCode(server, asked)).status).toBe(401)
  for (const purpose of ['step_up', 'login'])
    expect((await server.post('/api/otp/send', { ...stated, purpose })).status).toBe(401)
  const sent = await server.post('/api/otp/send', stated, headers)
  expect(sent.status).toBe(200)
  const submitted = { ...stated, code: sent.headers.get('debug-otp') }
  expect((await server.post('/api/otp/verify', submitted, headers)).status).toBe(200)

  const other = { ...stated, phone_e164: '+233245100002' }
  expect(await apiKey('revoke', 'shop backend')).toMatchObject({ exitCode: 0, stderr: '' })
  const late = await server.post('/api/otp/send', other, headers)
  expect([late.status, await late.json()]).toMatchObject([401, { code: 'sign_in_required' }])
  expect((await server.outbox()).map(({ to }) => to)).toEqual([asked.phone_e164])
})

test('F8 a key whose name would begin a line of its own, or move a cursor, is not made', async () => {
  const { apiKey } = await prepare()
  for (const name of ['shop\nother\tgood', 'shop\u001b[2J'])
    expect(await apiKey('create', name)).toEqual({
      ...{ exitCode: 2, stdout: '' },
      stderr: 'countersign: api-key: a name must be one line without control characters\n',
    })
  expect((await apiKey('list')).stdout).toBe('no keys\n')
})

test('G1 D4 a key is shown once: the list has names, dates and states, and refusals repeat nothing', async () => {
  const { apiKey } = await prepare()
  expect((await apiKey('list')).stdout).toBe('no keys\n')
  const keys = [await apiKey('create', 'one'), await apiKey('create', 'two')].map(({ stdout }) =>
    stdout.trim(),
  )
  expect(new Set(keys).size).toBe(2)
  await apiKey('revoke', 'one')

  const date = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z'
  const listed = await apiKey('list')
  expect(listed).toMatchObject({ exitCode: 0, stderr: '' })
  expect(listed.stdout).toMatch(
    new RegExp(`^one\\t${date}\\trevoked ${date}\\ntwo\\t${date}\\tgood\\n$`),
  )
  expect(listed.stdout).not.toContain('ck_')

  const refusals = [
    await apiKey('create', 'two'),
    await apiKey('revoke', 'one'),
    await apiKey('revoke', 'three'),
  ]
  for (const { exitCode, stdout, stderr } of refusals) {
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^countersign: api-key: there is .+\n$/)
  }
})
