import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/temporary-folder.ts'

const run = (script: string, ...args: readonly string[]) => {
  const path = fileURLToPath(new URL(`support/${script}`, import.meta.url))
  const flags = ['--conditions=countersign-source', '--no-warnings']
  return spawn(process.execPath, [...flags, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

const printed = async (child: ReturnType<typeof run>) => {
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  const [exitCode] = await once(child, 'close')
  return { exitCode, text }
}

test('K7 two processes that open the same new database at the same moment both get it, forty times of forty', async () => {
  const folder = temporaryFolder()
  const firstAtMs = String(Date.now() + 1500)
  const both = [1, 2].map(() => printed(run('start-together.ts', folder, firstAtMs, '40', '40')))
  expect(await Promise.all(both)).toEqual([
    { exitCode: 0, text: '' },
    { exitCode: 0, text: '' },
  ])
})

test('K1 K7 a key ring is there whole or not at all: whoever reads it while it is made never reads a part', async () => {
  const folder = temporaryFolder()
  const count = 300
  const ended = printed(run('make-key-rings.ts', folder, String(count)))
  const giveUpAtMs = performance.now() + 20_000
  const parts: string[] = []
  for (let n = 0; n < count; n++) {
    const text = readAsSoonAsItIsThere(join(folder, String(n), 'keyring.json'), giveUpAtMs)
    if (!text.endsWith(']\n}\n')) parts.push(text)
  }
  expect(parts).toEqual([])
  expect(await ended).toEqual({ exitCode: 0, text: '' })
})

const readAsSoonAsItIsThere = (path: string, giveUpAtMs: number): string => {
  for (;;) {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      if (performance.now() > giveUpAtMs) throw error
    }
  }
}
