import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { countEach, newPhone, otherThan, sendCode, verifyCode } from './support/codes.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const maxAttempts = 4
const config = { purposes: { two_sided: { maxAttempts } } }

/** Two servers that start at the same moment in one empty folder, so on one new database file. */
const startTwo = async (): Promise<{ servers: readonly ServerProcess[]; folder: string }> => {
  const folder = temporaryFolder()
  const servers = await Promise.all([1, 2].map(() => startServer({ folder, config })))
  return { servers, folder }
}

/** Runs `call` so many times at once, in turns on each server. */
const spread = <Result>(
  servers: readonly ServerProcess[],
  times: number,
  call: (server: ServerProcess, n: number) => Promise<Result>,
): Promise<Result[]> =>
  Promise.all(
    Array.from({ length: times }, (_, n) => {
      const server = servers[n % servers.length]
      if (server === undefined) throw new Error('there is no server')
      return call(server, n)
    }),
  )

const attemptsIn = (folder: string, purpose: string) => {
  const database = new DatabaseSync(join(folder, 'data', 'countersign.db'), { readOnly: true })
  try {
    return database.prepare('select attempts from challenges where purpose = ?').all(purpose)
  } finally {
    database.close()
  }
}

describe('K7 two processes on one SQLite file', () => {
  test('K7 that start together on an empty folder make one key ring and one schema: a code sent by either verifies on the other', async () => {
    const { servers } = await startTwo()
    for (const [here, there] of [servers, servers.toReversed()]) {
      if (here === undefined || there === undefined) throw new Error('there are not two servers')
      const recipient = { purpose: 'login', phone_e164: newPhone() }
      const { status, code } = await sendCode(here, recipient)
      expect(status).toBe(200)
      expect(await verifyCode(there, { ...recipient, code })).toBe(200)
      expect(await verifyCode(here, { ...recipient, code })).toBe(400)
    }
  })

  test('A1 K7 accept a code once, even when it is submitted to both fifty times at the same moment', async () => {
    const { servers } = await startTwo()
    const recipient = { purpose: 'login', phone_e164: newPhone() }
    const [sent] = await spread(servers, 1, (server) => sendCode(server, recipient))
    const code = sent?.code ?? ''
    const answers = await spread(servers, 50, (server) =>
      verifyCode(server, { ...recipient, code }),
    )
    expect(countEach(answers)).toEqual(
      new Map([
        [200, 1],
        [400, 49],
      ]),
    )
  })

  test('A2 K7 compare no more codes than maxAttempts, even when two hundred wrong ones reach both at the same moment', async () => {
    const { servers, folder } = await startTwo()
    const recipient = { purpose: 'two_sided', phone_e164: newPhone() }
    const [sent] = await spread(servers, 1, (server) => sendCode(server, recipient))
    const code = sent?.code ?? ''
    const wrong = { ...recipient, code: otherThan(code) }
    const answers = await spread(servers, 200, (server) => verifyCode(server, wrong))
    expect(countEach(answers)).toEqual(new Map([[400, 200]]))
    expect(attemptsIn(folder, 'two_sided')).toEqual([{ attempts: maxAttempts }])
    const right = await spread(servers, 2, (server) => verifyCode(server, { ...recipient, code }))
    expect(right).toEqual([400, 400])
    expect(attemptsIn(folder, 'two_sided')).toEqual([{ attempts: maxAttempts }])
  })

  test('B1 B8 K7 let one of fifty parallel sends to one phone through the cool-down', async () => {
    const { servers } = await startTwo()
    const recipient = { purpose: 'login', phone_e164: newPhone() }
    const answers = await spread(servers, 50, (server) => sendCode(server, recipient))
    expect(countEach(answers.map(({ status }) => status))).toEqual(
      new Map([
        [200, 1],
        [429, 49],
      ]),
    )
    const messages = await Promise.all(servers.map((server) => server.outbox()))
    expect(messages.flat()).toHaveLength(1)
  })

  test('B1 C3 K7 allow one address exactly three sign-in codes, whatever the number of phones', async () => {
    const { servers } = await startTwo()
    const answers = await spread(servers, 30, (server) =>
      sendCode(server, { purpose: 'sign_in', phone_e164: newPhone() }),
    )
    expect(countEach(answers.map(({ status }) => status))).toEqual(
      new Map([
        [200, 3],
        [429, 27],
      ]),
    )
    const messages = await Promise.all(servers.map((server) => server.outbox()))
    expect(messages.flat()).toHaveLength(3)
  })
})
