import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startListener } from '../support/listener.ts'
import { createGuardedApp } from './guarded-app.ts'
import { openStoreNamed, type StoreName } from './stores.ts'

/** An app that listens. */
export interface RunningApp {
  readonly url: string
  stop(): Promise<void>
}

const inNode = async (name: StoreName): Promise<RunningApp> => {
  const app = createGuardedApp(await openStoreNamed(name))
  const { url, answerWith, stop } = await startListener()
  answerWith(async (request) => app.fetch(request, '127.0.0.1'))
  return {
    url: url.origin,
    stop: async () => {
      stop()
      await app.close()
    },
  }
}

const bun = join(
  dirname(createRequire(import.meta.url).resolve('bun/package.json')),
  'bin',
  'bun.exe',
)
const script = fileURLToPath(new URL('serve-with-bun.ts', import.meta.url))

const inBun = async (name: StoreName): Promise<RunningApp> => {
  const { NODE_ENV: _, ...env } = process.env
  const child = spawn(bun, ['--conditions=countersign-source', script, JSON.stringify(name)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  })
  const ended = once(child, 'exit')
  const lines = createInterface(child.stdout)
  const [port] = (await Promise.race([
    once(lines, 'line'),
    ended.then(() => Promise.reject(new Error('Bun did not start'))),
  ])) as [string]
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}

/** Every runtime that the library is tested on. */
export const runtimes = { Node: inNode, Bun: inBun }
