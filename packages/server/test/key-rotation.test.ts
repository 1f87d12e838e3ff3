import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyUses } from 'countersign'
import { keyRingPath, readKeyRing } from 'countersign/keys'
import { describe, expect, test } from 'vitest'
import { newPhone, otherThan, sendCode, verifyCode } from './support/codes.ts'
import { runCommand, writeConfig } from './support/command.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** Two servers on one database file and one key ring, and the command line beside them. */
const startTwo = async () => {
  const folder = temporaryFolder()
  const secretsDir = join(folder, 'data', 'secrets')
  const start = () => startServer({ folder })
  const servers = [await start(), await start()] as const
  const run = async (...args: readonly string[]) => {
    const config = writeConfig(folder, {})
    const { exitCode, stdout, stderr } = await runCommand([...args, '--config', config], { folder })
    expect([exitCode, stderr]).toEqual([0, ''])
    return stdout.trim()
  }
  return {
    ...{ servers, run, secretsDir },
    idOf: (use: (typeof keyUses)[number]) => readKeyRing(secretsDir).current(use).id,
    /** Resolves once both servers have read the key ring as it is. */
    bothFollow: async () => {
      const ring = readKeyRing(secretsDir)
      const ids = keyUses.flatMap((use) => ring.all(use).map(({ id }) => id))
      await Promise.all(servers.map((server) => server.says(`"keys":"${ids.join(' ')}"`)))
    },
  }
}

/** A code on its way. */
const send = async (server: ServerProcess) => {
  const recipient = { purpose: 'login', phone_e164: newPhone() }
  return { recipient, ...(await sendCode(server, recipient)) }
}

/** What a wrong code, the right one, and the right one again are answered with. */
const checkThrice = async (
  server: ServerProcess,
  { recipient, code }: Awaited<ReturnType<typeof send>>,
) => [
  await verifyCode(server, { ...recipient, code: otherThan(code) }),
  await verifyCode(server, { ...recipient, code }),
  await verifyCode(server, { ...recipient, code }),
]

const verifiesOnce = [400, 200, 400]
const isRefused = [400, 400, 400]

/** Asks for what only a caller with an API key may have. */
const askAsCaller = async (server: ServerProcess, key: string) => {
  const body = { purpose: 'step_up', phone_e164: newPhone(), subject: 'user 7' }
  const headers = { authorization: `Bearer ${key}` }
  const answer = await server.post('/api/otp/send', body, headers)
  await answer.arrayBuffer()
  return answer.status
}

describe('B6 K7 keys change while two servers are at work', () => {
  test('codes on their way verify once and on either server, API keys and cool-downs stay; with a retired key go its codes and API keys', async () => {
    const { servers, run, secretsDir, idOf, bothFollow } = await startTwo()
    const [here, there] = servers
    const apiKey = await run('api-key', 'create', 'shop')
    const [first, second, third] = [await send(here), await send(here), await send(here)]
    const fromThere = await send(there)
    const old = { code: idOf('code'), token: idOf('token') }

    for (const use of keyUses) await run('keys', 'rotate', use, '--in', '0')
    await bothFollow()
    expect(await checkThrice(there, first)).toEqual(verifiesOnce)
    expect(await checkThrice(here, fromThere)).toEqual(verifiesOnce)
    expect((await sendCode(there, second.recipient)).status).toBe(429)
    for (const server of servers) expect(await askAsCaller(server, apiKey)).toBe(200)

    const late = await send(here)
    for (const id of Object.values(old)) await run('keys', 'retire', id, '--force')
    await bothFollow()
    expect(await checkThrice(there, third)).toEqual(isRefused)
    expect(await checkThrice(there, late)).toEqual(verifiesOnce)
    for (const server of servers) expect(await askAsCaller(server, apiKey)).toBe(401)

    const ring = JSON.parse(readFileSync(keyRingPath(secretsDir), 'utf8')) as {
      readonly keys: readonly { readonly secret: string }[]
    }
    for (const { secret } of ring.keys)
      for (const server of servers) expect(server.output()).not.toContain(secret)
  })

  test('B6 C14 as the guide says to do it, a rotation breaks nothing: codes that are sent by one server at every moment verify on the other', async () => {
    const { servers, run, idOf, bothFollow } = await startTwo()
    const before = keyUses.map(idOf)
    for (const use of keyUses) await run('keys', 'rotate', use, '--in', '10')
    const followed = bothFollow()
    const current = () => keyUses.map(idOf)
    let [rounds, afterwards] = [0, 0]
    for (; afterwards < 20; rounds++) {
      if (!current().some((id) => before.includes(id))) afterwards += 1
      const sent = await send(servers[rounds % 2 === 0 ? 0 : 1])
      const other = servers[rounds % 2 === 0 ? 1 : 0]
      expect(sent.status).toBe(200)
      expect(await checkThrice(other, sent)).toEqual(verifiesOnce)
      expect((await sendCode(other, sent.recipient)).status).toBe(429)
    }
    expect(rounds).toBeGreaterThan(afterwards)
    await followed
  })
})
