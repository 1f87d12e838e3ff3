import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { createPerson, type Person } from '../../apps/password-app/test/support/person.ts'
import { createCodesClient, proofHeader, tokenIn } from '../sample/codes-client.ts'
import { newPhone } from '../sample/customer.ts'
import { createCleanup } from '../world/cleanup.ts'
import { temporaryFolder } from '../world/temporary-folder.ts'
import { waitUntil } from '../world/wait-until.ts'

const repository = fileURLToPath(new URL('../../', import.meta.url))
const cleanup = createCleanup()
afterEach(cleanup.run)

/** Runs what an npm script of the repository runs, in an empty folder. Returns the app's address. */
const start = async (script: 'sample' | 'sample:without-codes'): Promise<string> => {
  const { scripts } = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  const [, ...args] = (scripts[script] ?? '').replace('apps/', `${repository}apps/`).split(' ')
  const folder = temporaryFolder(cleanup)
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0' }
  const child = spawn(process.execPath, args, { cwd: folder, env })
  const ended = once(child, 'close')
  cleanup.add(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return waitUntil('the app says its address', { withinMs: 30_000 }, () => {
    return /http:\/\/localhost:\d+/.exec(output)?.[0]
  })
}

const register = (person: Person, phone: string, headers = {}) => {
  const words = { password: 'three blue goats', recovery: 'mango harbour drum' }
  return person.submit('/register', { name: 'Ama', phone, ...words }, headers)
}

describe('A12 the sample app starts in an empty folder', () => {
  test('with codes, which are to be read at /dev/outbox', async () => {
    const url = await start('sample')
    const [person, phone, codes] = [createPerson(url), newPhone(), createCodesClient(url)]
    expect((await register(person, phone)).status).toBe(403)
    await codes.send('register', phone)
    const outbox = await fetch(`${url}/dev/outbox`, { headers: { accept: 'application/json' } })
    const { messages } = (await outbox.json()) as { readonly messages: { code: string }[] }
    const verified = await codes.verify('register', phone, messages[0]?.code ?? '')
    const shown = await register(person, phone, proofHeader('register', tokenIn(verified)))
    expect(shown).toMatchObject({ status: 200, path: '/' })
  })

  test('and without, where nothing has heard of codes', async () => {
    const url = await start('sample:without-codes')
    expect(await register(createPerson(url), newPhone())).toMatchObject({ status: 200, path: '/' })
    for (const path of ['/dev/outbox', '/api/otp/send', '/healthz'])
      expect((await fetch(url + path)).status).toBe(404)
    expect(await (await fetch(`${url}/register`)).text()).not.toContain('codes.js')
  })
})
