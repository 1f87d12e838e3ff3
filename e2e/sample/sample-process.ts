import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Cleanup } from '../world/cleanup.ts'
import { waitUntil } from '../world/wait-until.ts'

/** Where a process of the sample app finds everything. */
export interface SampleOptions {
  /** The app's own database. */
  readonly database: string
  /** The database of codes. */
  readonly storeUrl: string
  readonly secretsDir: string
  readonly arkeselUrl: string
}

/** The sample app with codes, as a process of its own. */
export interface SampleProcess {
  readonly url: string
  /** Puts its clock that far ahead of the machine's. */
  setAhead(ms: number): Promise<void>
  isAlive(): boolean
  output(): string
}

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const startWithinMs = 30_000

/** Starts the app on a free port of loopback and waits until it listens. */
export const startSample = async (
  options: SampleOptions,
  cleanup: Cleanup,
): Promise<SampleProcess> => {
  const child = spawn(process.execPath, ['--conditions=countersign-source', main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      HOST: '127.0.0.1',
      SAMPLE: JSON.stringify(options),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  const append = (text: Buffer) => {
    output = (output + text.toString()).slice(-20_000)
  }
  child.stdout?.on('data', append)
  child.stderr?.on('data', append)
  const ended = once(child, 'close')
  const isAlive = () => child.exitCode === null && child.signalCode === null
  cleanup.add(async () => {
    child.kill('SIGKILL')
    await ended
  })

  const port = await waitUntil('the app says its address', { withinMs: startWithinMs }, () => {
    if (!isAlive()) throw new Error(`the app ended: ${output}`)
    return /http:\/\/localhost:(\d+)/.exec(output)?.[1]
  })
  return {
    url: `http://127.0.0.1:${port}`,
    isAlive,
    output: () => output,
    setAhead: async (ms) => {
      const heard = once(child, 'message')
      child.send(ms)
      await heard
    },
  }
}
