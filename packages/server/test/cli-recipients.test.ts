import { expect, test } from 'vitest'
import { newPhone, otherThan, sendCode, verifyCode } from './support/codes.ts'
import { createDesk, type Desk, databases } from './support/operator.ts'

const said = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' })

const eventsOf = async ({ store }: Desk, type: string) => {
  const opened = await store()
  return opened.audit.list({ rowsAtMost: 100, types: [type] })
}

test.for(Object.entries(databases))(
  'A13 B6 on %s somebody who guessed too often is unlocked while the server runs, and gets in with a new code',
  async ([, database]) => {
    const config = { purposes: { sign_in: { resendSeconds: 0 } } }
    const desk = await createDesk({ database, config })
    const server = await desk.serve()
    const recipient = { purpose: 'sign_in', phone_e164: newPhone() }
    const unlock = () => desk.run('unlock', '--phone', recipient.phone_e164)
    expect(await unlock()).toEqual(said('was not locked\n'))
    const { code } = await sendCode(server, recipient)
    for (let n = 0; n < 5; n++) await verifyCode(server, { ...recipient, code: otherThan(code) })
    expect(await verifyCode(server, { ...recipient, code })).toBe(400)
    expect((await sendCode(server, recipient)).status).toBe(429)

    expect(await unlock()).toEqual(said('unlocked\n'))
    expect(await verifyCode(server, { ...recipient, code })).toBe(400)
    const next = await sendCode(server, recipient)
    expect(next.status).toBe(200)
    expect(await verifyCode(server, { ...recipient, code: next.code })).toBe(200)
    const [event, ...others] = await eventsOf(desk, 'recipient.unlocked')
    expect(others).toEqual([])
    expect(JSON.parse(event?.facts ?? '')).toMatchObject({ actor: 'cli' })
    expect(event?.person).not.toContain(recipient.phone_e164.slice(5))
  },
)

test.for(Object.entries(databases))(
  'B6 on %s outstanding codes of one person, or of everybody, end at once on a running server',
  async ([, database]) => {
    const desk = await createDesk({ database })
    const server = await desk.serve()
    const people = [1, 2, 3].map(() => ({ purpose: 'login', phone_e164: newPhone() }))
    const codes = await Promise.all(people.map((person) => sendCode(server, person)))
    const verify = (n: number) =>
      verifyCode(server, {
        ...(people[n] ?? { purpose: '', phone_e164: '' }),
        code: codes[n]?.code ?? '',
      })
    const invalidate = (...args: readonly string[]) => desk.run('invalidate', ...args)
    expect(await invalidate('--phone', people[0]?.phone_e164 ?? '')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^codes\t1\n/),
    })
    expect([await verify(0), await verify(1)]).toEqual([400, 200])
    expect((await invalidate('--everybody')).stdout).toMatch(/^codes\t1\n/)
    expect(await verify(2)).toBe(400)
    expect((await invalidate('--everybody')).stdout).toMatch(/^codes\t0\n/)
    expect(await eventsOf(desk, 'recipient.invalidated')).toHaveLength(2)
  },
)

test.for(Object.entries(databases))(
  'F6 F8 on %s a person who was erased is found nowhere, and the log still verifies',
  async ([, database]) => {
    const desk = await createDesk({ database })
    const server = await desk.serve()
    const phone = newPhone()
    await sendCode(server, { purpose: 'login', phone_e164: phone })
    await desk.run('unlock', '--phone', phone)
    const store = await desk.store()
    expect(await store.deliveries.list({ rowsAtMost: 10 })).toHaveLength(1)
    const unsure = await desk.run('erase', '--phone', phone)
    expect(unsure).toEqual({
      ...{ exitCode: 2, stdout: '' },
      stderr: 'countersign: erase: cannot be undone; add --yes\n',
    })
    expect(await store.deliveries.list({ rowsAtMost: 10 })).toHaveLength(1)

    const erased = await desk.run('erase', '--phone', phone, '--yes')
    expect([erased.exitCode, erased.stdout]).toEqual([
      0,
      expect.stringMatching(/^rows\t[1-9]\d*\naudit events\t\d+\n$/),
    ])
    expect(await store.deliveries.list({ rowsAtMost: 10 })).toEqual([])
    expect(await desk.run('audit', 'verify')).toMatchObject({ exitCode: 0 })
    expect((await desk.run('audit', 'export')).stdout).not.toContain('•••')
  },
)

test('G1 whoever is named wrongly, or not at all, is told so without being repeated', async () => {
  const { run } = await createDesk()
  const wrong: readonly (readonly string[])[] = [
    [],
    ['--phone', '0245100001'],
    ['--email', 'ama.owusu'],
    ['--phone', '+233245100001', '--email', 'ama.owusu@example.com'],
  ]
  const check = async (args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await run(...args)
    expect([args, exitCode, stdout]).toEqual([args, 2, ''])
    expect(stderr).not.toMatch(/510000|owusu/)
  }
  const everyCommand = [['invalidate'], ['unlock'], ['erase', '--yes'], ['send-test', 'arkesel']]
  for (const command of everyCommand)
    await Promise.all(wrong.map((args) => check([...command, ...args])))
  await check(['invalidate', '--everybody', '--phone', '+233245100001'])
})
