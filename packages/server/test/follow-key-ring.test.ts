import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type KeyUse, type LogFields, silentLog } from 'countersign'
import { initKeyRing } from 'countersign/keys'
import { describe, expect, onTestFinished, test } from 'vitest'
import { retireKey, rotateKey } from '../src/config/rotate-keys.ts'
import { followKeyRing } from '../src/follow-key-ring.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** A server's view of a key ring that others change. */
const follow = () => {
  const secretsDir = temporaryFolder()
  const path = initKeyRing(secretsDir)
  const said: { readonly level: string; readonly fields: LogFields; readonly text: string }[] = []
  const log = {
    ...silentLog,
    info: (fields: LogFields, text: string) => void said.push({ level: 'info', fields, text }),
    error: (fields: LogFields, text: string) => void said.push({ level: 'error', fields, text }),
  }
  const followed = followKeyRing({ secretsDir, isProduction: true }, { log, everyMs: 3_600_000 })
  onTestFinished(() => followed.stop())
  const change = { secretsDir, nowMs: Date.now(), record: async () => undefined }
  const rotate = (use: KeyUse) => rotateKey(change, { use, leadSeconds: 0 })
  const retire = (id: string) => retireKey(change, { id, isForced: true })
  return { ...followed, secretsDir, path, said, rotate, retire }
}

describe('B6 a running server follows its key ring', () => {
  test('a new key counts as soon as it is seen, a retired one no more, and a file that did not change is left alone', async () => {
    const { keyRing, look, rotate, retire, said } = follow()
    const old = keyRing.current('code').id
    look()
    expect(said).toEqual([])
    const { id } = await rotate('code')
    expect(keyRing.current('code').id).toBe(old)
    look()
    expect(keyRing.all('code').map((key) => key.id)).toEqual([id, old])
    await retire(old)
    look()
    look()
    expect(keyRing.all('code').map((key) => key.id)).toEqual([id])
    expect(said.map(({ text }) => text)).toEqual(Array(2).fill('the key ring was read again'))
    expect(said[1]?.fields['keys']).toContain(id)
    expect(said[1]?.fields['keys']).not.toContain(old)
  })

  test('G1 a broken file, half a file and no file change nothing: each is complained of once, without a word of what is in it', async () => {
    const { keyRing, look, rotate, said, path } = follow()
    const before = keyRing.current('code').id
    const whole = readFileSync(path, 'utf8')
    const [key] = (JSON.parse(whole) as { readonly keys: readonly { readonly secret: string }[] })
      .keys
    const secret = key?.secret ?? ''
    const texts = [
      whole.slice(0, whole.length / 2),
      `{"version":1,"keys":"${secret}"}`,
      `${whole}${secret}`,
      JSON.stringify({ version: 1, keys: [key] }),
      whole.replace(secret, 'c2hvcnQ='),
    ]
    for (const text of texts) {
      writeFileSync(path, text)
      look()
      look()
    }
    rmSync(path)
    look()
    look()
    expect(said.map(({ level }) => level)).toEqual(Array(6).fill('error'))
    expect(JSON.stringify(said)).not.toContain(secret)
    expect(JSON.stringify(said)).not.toContain(secret.slice(0, 8))
    expect(keyRing.current('code').id).toBe(before)

    writeFileSync(path, whole)
    const { id } = await rotate('code')
    look()
    expect(keyRing.current('code').id).toBe(id)
    expect(said.at(-1)?.level).toBe('info')
  })

  test('a file that cannot be read at first stops the start', () => {
    const options = { log: silentLog }
    const secretsDir = temporaryFolder()
    expect(() => followKeyRing({ secretsDir, isProduction: true }, options)).toThrow('keys init')
    const made = followKeyRing({ secretsDir, isProduction: false }, options)
    made.stop()
    expect(made.keyRing.all('code')).toHaveLength(1)
  })

  test('looks by itself, again and again', async () => {
    const secretsDir = temporaryFolder()
    initKeyRing(secretsDir)
    const seen = Promise.withResolvers<void>()
    const log = { ...silentLog, info: () => seen.resolve() }
    const followed = followKeyRing({ secretsDir, isProduction: true }, { log, everyMs: 1 })
    onTestFinished(() => followed.stop())
    const change = { secretsDir, nowMs: Date.now(), record: async () => undefined }
    const { id } = await rotateKey(change, { use: 'code', leadSeconds: 0 })
    await seen.promise
    expect(followed.keyRing.current('code').id).toBe(id)
  })
})
