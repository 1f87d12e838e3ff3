import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Cleanup } from './cleanup.ts'
import { waitUntil } from './wait-until.ts'

/** `countersign serve` as a process of its own. */
export interface ServerProcess {
  /** Tells this process from every other, those before it under the same name included. */
  readonly name: string
  readonly url: string
  isAlive(): boolean
  /** `kill -9`, and its end. */
  kill(): Promise<void>
  output(): string
}

/** How a server is started. */
export interface ServerOptions {
  readonly name: string
  /** Working folder: servers that share it share keys. */
  readonly folder: string
  readonly configFile: string
  readonly cleanup: Cleanup
}

const main = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url))
const startWithinMs = 30_000

/** Starts a server in development mode on a free port of loopback and waits until it is ready. */
export const startServer = async (options: ServerOptions): Promise<ServerProcess> => {
  const { name, folder, configFile, cleanup } = options
  const child = spawn(
    process.execPath,
    ['--conditions=countersign-source', main, 'serve', '--config', configFile],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', PORT: '0', HOST: '127.0.0.1', METRICS_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  const append = (text: string) => {
    output = (output + text).slice(-20_000)
  }
  child.stdout.setEncoding('utf8').on('data', append)
  child.stderr.setEncoding('utf8').on('data', append)
  const ended = once(child, 'close')
  const isAlive = () => child.exitCode === null && child.signalCode === null
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  cleanup.add(kill)

  const url = await waitUntil(`${name} says its address`, { withinMs: startWithinMs }, () => {
    if (!isAlive()) throw new Error(`${name} ended: ${output}`)
    return /http:\/\/localhost:\d+/.exec(output)?.[0]
  })
  return { name, url: url.replace('localhost', '127.0.0.1'), isAlive, kill, output: () => output }
}

/** Waits until `/readyz` says 200. */
export const untilReady = async ({ url, name }: ServerProcess, withinMs: number): Promise<void> => {
  await waitUntil(`${name} is ready`, { withinMs }, async () => {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    await answer?.arrayBuffer()
    return answer?.ok || undefined
  })
}
