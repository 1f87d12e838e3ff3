import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeArkesel, startFakeServices } from 'countersign/testing/fake-services'
import { expect, onTestFinished, test } from 'vitest'
import { fakeConfig } from '../src/cli/fake-config.ts'
import { createDesk } from './support/operator.ts'

const phone = '+233244123456'

/** Arkesel and Resend have their secrets; Twilio and SMTP are named by the same channels and have none. */
const prepare = async (urls: { readonly arkesel?: string } = {}) => {
  const fakes = await startFakeServices()
  onTestFinished(() => fakes.stop())
  const desk = await createDesk({ config: { ...fakeConfig({ ...fakes.urls, ...urls }) } })
  const secrets = join(desk.folder, 'data', 'secrets')
  mkdirSync(secrets, { recursive: true })
  for (const name of ['arkesel_api_key', 'resend_api_key'])
    writeFileSync(join(secrets, name), fakes.secrets[name] ?? '')
  const sendTest = (...args: readonly string[]) => desk.run('send-test', ...args)
  return { ...desk, fakes, sendTest }
}

test('A1 a test message goes by the one provider that is named, whatever others lack and whatever is off, with a code that opens nothing', async () => {
  const { fakes, sendTest, run, store } = await prepare()
  const { switches } = await store()
  await run('switch', 'off', '--all', '--reason', 'outage')
  expect(await switches.list()).toHaveLength(1)
  const sent = await sendTest('arkesel', '--phone', phone)
  expect(sent).toEqual({ exitCode: 0, stdout: 'accepted\t-\n', stderr: '' })
  expect(await sendTest('resend', '--email', 'ama@example.com')).toMatchObject({ exitCode: 0 })
  expect(fakes.messages().map(({ service, to }) => [service, to])).toEqual([
    ['arkesel', expect.stringContaining('233244123456')],
    ['resend', 'ama@example.com'],
  ])
  const [code = 'no code'] = /\d{6}/.exec(fakes.messages()[0]?.text ?? '') ?? []
  const { audit, deliveries } = await store()
  expect(await deliveries.list({ rowsAtMost: 10 })).toEqual([])
  const events = await audit.list({ rowsAtMost: 10, types: ['integration.tested'] })
  expect(events.map(({ outcome }) => outcome)).toEqual(['accepted', 'begun', 'accepted', 'begun'])
  const written = JSON.stringify(events)
  for (const secret of [code, '244123456', 'ama@']) expect(written).not.toContain(secret)
})

test('A1 G1 settings that an administrator has changed count for a test message as well, endpoints do not', async () => {
  const arkesel = await createFakeArkesel()
  onTestFinished(() => arkesel.stop())
  const { fakes, sendTest, store, auditor } = await prepare()
  const { integrations } = await store()
  await integrations.ensure(['arkesel'])
  const settings = JSON.stringify({ senderId: 'Changed', baseUrl: arkesel.url })
  const audit = auditor({ type: 'integration.changed', actor: 'admin:kofi' })
  await integrations.change({ id: 'arkesel', settings, audit })
  expect((await sendTest('arkesel', '--phone', phone)).exitCode).toBe(0)
  const senders = fakes.services.arkesel.requests.map(({ body }) => JSON.parse(body)['sender'])
  expect([senders, arkesel.messages]).toEqual([['Changed'], []])
})

test('A1 exit code 1 and the class of the failure say that a provider did not take it', async () => {
  const arkesel = await createFakeArkesel()
  onTestFinished(() => arkesel.stop())
  arkesel.answerWith('no_balance', phone)
  const { sendTest } = await prepare({ arkesel: arkesel.url })
  const { exitCode, stdout, stderr } = await sendTest('arkesel', '--phone', phone)
  expect([exitCode, stderr]).toEqual([1, ''])
  expect(stdout).toMatch(/^funds\t.+\n$/)
  expect(stdout).not.toMatch(/244123456/)
})

test('A1 what cannot be sent is refused with exit code 2, and nobody is called', async () => {
  const { fakes, sendTest } = await prepare()
  const refused: readonly (readonly [readonly string[], RegExp])[] = [
    [['msg91', '--phone', phone], /no channel names an integration "msg91"/],
    [['twilio', '--phone', phone], /twilio_auth_token: is missing/],
    [['arkesel', '--email', 'ama@example.com'], /reaches such an address/],
    [['arkesel', '--phone', phone, '--purpose', 'logni'], /no such purpose/],
  ]
  const check = async ([args, says]: (typeof refused)[number]) => {
    const { exitCode, stdout, stderr } = await sendTest(...args)
    expect([args, exitCode, stdout]).toEqual([args, 2, ''])
    expect(stderr).toMatch(says)
    expect(stderr).not.toMatch(/244123456|ama@/)
  }
  await Promise.all(refused.map(check))
  expect(fakes.messages()).toEqual([])
  const desk = await createDesk()
  const shown = await desk.run('send-test', 'console', '--phone', phone)
  expect([shown.exitCode, shown.stdout]).toEqual([2, ''])
})
