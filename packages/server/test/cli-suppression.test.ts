import { join } from 'node:path'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { expect, test } from 'vitest'
import { auditDraft } from './support/audit-draft.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const phone = '+233245100001'
const email = 'ama@example.com'

/** A server that has sent a text message and an email, and then learned that nobody wants them. */
const prepare = async () => {
  const folder = temporaryFolder()
  const server = await startServer({ folder })
  await server.post('/api/otp/send', { purpose: 'sign_in', phone_e164: phone })
  await server.post('/api/otp/send', { purpose: 'sign_in', email })
  const store = createSqliteStore({ path: join(folder, 'data', 'countersign.db') })
  const rows = await store.deliveries.list({ rowsAtMost: 2 })
  for (const { ref: callbackRef, channel } of rows) {
    const reason = channel === 'sms' ? 'opted_out' : 'bounced'
    const report = { callbackRef, state: 'bounced', suppresses: reason } as const
    await store.deliveries.report({ integration: 'console', report, audit: auditDraft() })
  }
  await store.close()
  const suppression = (...args: readonly string[]) =>
    runCommand(['suppression', ...args, '--config', writeConfig(folder, {})], { folder })
  return { server, suppression }
}

test('F9 B6 a suppressed recipient is sent nothing by a running server until it is cleared on the command line', async () => {
  const { server, suppression } = await prepare()
  const ask = () => server.post('/api/otp/send', { purpose: 'login', phone_e164: phone })
  expect((await ask()).status).toBe(200)
  expect(await server.outbox()).toHaveLength(2)
  expect(await suppression('clear', '--phone', phone, '--channel', 'sms')).toEqual({
    ...{ exitCode: 0, stdout: 'cleared 1\n', stderr: '' },
  })
  const reset = { purpose: 'reset', phone_e164: phone }
  expect((await server.post('/api/otp/send', reset)).status).toBe(200)
  expect(await server.outbox()).toHaveLength(3)
})

test('G1 the list shows recipients in a masked form, and what was typed is not repeated', async () => {
  const { suppression } = await prepare()
  const listed = await suppression('list')
  expect(listed).toMatchObject({ exitCode: 0, stderr: '' })
  const date = '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z'
  const lines = listed.stdout.trimEnd().split('\n').toSorted()
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^\\+233•••01\\tsms\\topted_out\\t${date}$`)),
    expect.stringMatching(new RegExp(`^a•••@example.com\\temail\\tbounced\\t${date}$`)),
  ])

  expect(await suppression('clear', '--email', 'AMA@example.com')).toMatchObject({ exitCode: 0 })
  const refusals = [
    await suppression('clear', '--email', email),
    await suppression('clear', '--phone', phone, '--channel', 'whatsapp'),
    await suppression('clear', '--phone', '0245100001'),
    await suppression('clear', '--email', 'ama'),
    await suppression('clear'),
  ]
  for (const { exitCode, stdout, stderr } of refusals) {
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^countersign: suppression: .+\n$/)
    expect(stderr).not.toMatch(/510000|ama/)
  }
  for (const args of [
    ['--phone', phone, '--email', email],
    ['--phone', phone, '--channel', 'pigeon'],
  ])
    expect(await suppression('clear', ...args)).toMatchObject({ exitCode: 2, stdout: '' })
})
