import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type KeyUse, keyUses } from 'countersign'
import { changeKeyRing, initKeyRing, readKeyRing, readOrInitKeyRing } from 'countersign/keys'
import { describe, expect, test } from 'vitest'
import { listKeys, retireKey, rotateKey } from '../src/config/rotate-keys.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const minuteMs = 60_000

/** A folder with a key ring, and a clock to change it by. */
const createRing = () => {
  const secretsDir = temporaryFolder()
  const path = initKeyRing(secretsDir)
  let nowMs = Date.now()
  const recorded: string[] = []
  const change = () => ({
    ...{ secretsDir, nowMs },
    record: async ({ id }: { readonly id: string }) => void recorded.push(id),
  })
  return {
    ...{ secretsDir, path, recorded },
    wait: (ms: number) => {
      nowMs += ms
    },
    text: () => readFileSync(path, 'utf8'),
    rotate: (use: KeyUse, leadSeconds = 60) => rotateKey(change(), { use, leadSeconds }),
    retire: (id: string, isForced = false) => retireKey(change(), { id, isForced }),
    states: (use: KeyUse) =>
      Object.fromEntries(
        listKeys(secretsDir, nowMs)
          .filter((key) => key.use === use)
          .map(({ id, state }) => [id, state]),
      ),
    idOf: (use: KeyUse) => readKeyRing(secretsDir).current(use).id,
  }
}

const refused = (reason: string) =>
  expect.objectContaining({
    code: 'invalid_configuration',
    message: expect.stringContaining(reason),
  })

describe('B6 rotating', () => {
  test.each(keyUses)(
    'a new %s key waits, becomes current, and leaves the old one in the ring',
    async (use) => {
      const ring = createRing()
      const old = ring.idOf(use)
      const { id } = await ring.rotate(use)
      expect(ring.states(use)).toEqual({ [id]: 'pending', [old]: 'current' })
      ring.wait(minuteMs - 1)
      expect(ring.states(use)[old]).toBe('current')
      ring.wait(1)
      expect(ring.states(use)).toEqual({ [id]: 'current', [old]: 'old' })
      expect(ring.recorded).toEqual([id])
    },
  )

  test('while a new key waits there is no other', async () => {
    const ring = createRing()
    await ring.rotate('code')
    const before = ring.text()
    await expect(ring.rotate('code')).rejects.toEqual(refused('is waiting already'))
    expect(ring.text()).toBe(before)
    await ring.rotate('token')
    ring.wait(minuteMs)
    await ring.rotate('code')
  })

  test('F4 what cannot be written down is not done', async () => {
    const ring = createRing()
    const before = ring.text()
    const { secretsDir } = ring
    const record = async () => Promise.reject(new Error('the store is down'))
    const change = { secretsDir, nowMs: Date.now(), record }
    await expect(rotateKey(change, { use: 'code', leadSeconds: 60 })).rejects.toThrow('store')
    expect(ring.text()).toBe(before)
    expect(readdirSync(secretsDir)).toEqual(['keyring.json'])
  })
})

/** A ring as it was made before there were contacts. */
const createOldRing = () => {
  const ring = createRing()
  const file = JSON.parse(ring.text()) as { readonly keys: readonly { readonly use: KeyUse }[] }
  const keys = file.keys.filter(({ use }) => use !== 'contact')
  writeFileSync(ring.path, JSON.stringify({ ...file, keys }))
  return ring
}

describe('C1 a key ring from before users were kept', () => {
  test('stops a start in production with one line that names the command', () => {
    const { secretsDir, path } = createOldRing()
    expect(() => readKeyRing(secretsDir)).toThrow(
      `${path}: there is no key for use "contact"; put one in with "countersign keys rotate contact"`,
    )
  })

  test('is completed by that command, at once, and by nothing else', async () => {
    const ring = createOldRing()
    await ring.rotate('token')
    expect(ring.states('contact')).toEqual({})
    const { id } = await ring.rotate('contact', 600)
    expect(ring.states('contact')).toEqual({ [id]: 'current' })
    expect(ring.idOf('contact')).toBe(id)
    expect(ring.recorded).toHaveLength(2)
  })

  test('is completed by itself in development, once, and keeps its other keys', () => {
    const ring = createOldRing()
    const before = listKeys(ring.secretsDir, Date.now()).map(({ id }) => id)
    const made = readOrInitKeyRing(ring.secretsDir).current('contact').id
    expect(readOrInitKeyRing(ring.secretsDir).current('contact').id).toBe(made)
    expect(listKeys(ring.secretsDir, Date.now()).map(({ id }) => id)).toEqual([...before, made])
    expect(readdirSync(ring.secretsDir)).toEqual(['keyring.json'])
  })
})

describe('B6 retiring', () => {
  test('the key in use cannot be retired, not even by force', async () => {
    const ring = createRing()
    for (const isForced of [false, true])
      await expect(ring.retire(ring.idOf('code'), isForced)).rejects.toEqual(
        refused('is in use; rotate code first'),
      )
    await expect(ring.retire('code-1234')).rejects.toEqual(refused('there is no key "code-1234"'))
  })

  test('a code key can be retired once the last code that was made with it has ended', async () => {
    const ring = createRing()
    const old = ring.idOf('code')
    const { id } = await ring.rotate('code')
    ring.wait(minuteMs + 11 * minuteMs - 1)
    await expect(ring.retire(old)).rejects.toEqual(refused('not older than ten minutes'))
    ring.wait(1)
    await ring.retire(old)
    expect(ring.states('code')).toEqual({ [id]: 'current' })
    expect(ring.recorded).toEqual([id, old])
  })

  test.each([
    ['recipient', 'limits, failures and suppressions'],
    ['token', 'API keys'],
    ['audit', 'genuine'],
  ] as const)(
    'a %s key is retired by force only, however old, and it is said what goes with it',
    async (use, lost) => {
      const ring = createRing()
      const old = ring.idOf(use)
      const { id } = await ring.rotate(use)
      ring.wait(1000 * 86_400_000)
      await expect(ring.retire(old)).rejects.toEqual(refused(lost))
      await expect(ring.retire(old)).rejects.toEqual(refused('--force'))
      expect(Object.keys(ring.states(use))).toEqual([id, old])
      await ring.retire(old, true)
      expect(ring.states(use)).toEqual({ [id]: 'current' })
    },
  )

  test('a key that waits can be taken back, unless instances may be using it before they see that', async () => {
    const ring = createRing()
    const current = ring.idOf('code')
    const early = await ring.rotate('code', 3600)
    await ring.retire(early.id)
    const late = await ring.rotate('code', 59)
    await expect(ring.retire(late.id)).rejects.toEqual(refused('about to be used'))
    await ring.retire(late.id, true)
    expect(ring.states('code')).toEqual({ [current]: 'current' })
  })
})

describe('B6 B8 the file', () => {
  test.each(['600', '640'])(
    'keeps its mode %s, its owner, and its place behind a link',
    async (digits) => {
      const mode = Number.parseInt(digits, 8)
      const ring = createRing()
      const real = join(ring.secretsDir, 'elsewhere')
      mkdirSync(real)
      renameSync(ring.path, join(real, 'ring'))
      symlinkSync(join(real, 'ring'), ring.path)
      chmodSync(ring.path, mode)
      const before = statSync(ring.path)
      await ring.rotate('code')
      const after = statSync(ring.path)
      expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid])
      expect(after.ino).not.toBe(before.ino)
      expect(lstatSync(ring.path).isSymbolicLink()).toBe(true)
      expect(readdirSync(real)).toEqual(['ring'])
    },
  )

  test('of two changes at the same moment one is made, and the other is told', async () => {
    const ring = createRing()
    const both = await Promise.allSettled([ring.rotate('code'), ring.rotate('token')])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(both[1]).toMatchObject({ reason: refused('is being changed by another process') })
    expect(ring.recorded).toHaveLength(1)
    await ring.rotate('token')
    expect(readdirSync(ring.secretsDir)).toEqual(['keyring.json'])
  })

  test('a change that was interrupted is named, and blocks nothing once its lock is removed', async () => {
    const ring = createRing()
    writeFileSync(`${ring.path}.lock`, '')
    await expect(ring.rotate('code')).rejects.toEqual(refused(`remove ${ring.path}.lock`))
    renameSync(`${ring.path}.lock`, join(ring.secretsDir, 'away'))
    await ring.rotate('code')
  })

  test('that is no key ring is left as it is', async () => {
    const ring = createRing()
    writeFileSync(ring.path, '{"version":1,"keys":[]}')
    await expect(
      changeKeyRing(ring.secretsDir, { change: (keys) => keys, record: async () => undefined }),
    ).rejects.toEqual(refused('no key for use'))
    expect(ring.text()).toBe('{"version":1,"keys":[]}')
  })

  test('is whole at every moment: whoever reads it while it is replaced finds all of the old one or of the new one', async () => {
    const { secretsDir } = createRing()
    const script = fileURLToPath(new URL('support/rotate-key-rings.ts', import.meta.url))
    const args = ['--conditions=countersign-source', script, secretsDir, '60']
    const writer = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    let reads = 0
    const ended = once(writer, 'close')
    const reading = setInterval(() => {
      for (let n = 0; n < 20; n++, reads++) readKeyRing(secretsDir)
    }, 0)
    expect((await ended)[0]).toBe(0)
    clearInterval(reading)
    expect(reads).toBeGreaterThan(100)
    expect(listKeys(secretsDir, Date.now() + minuteMs)).toHaveLength(60 + keyUses.length)
  })
})
