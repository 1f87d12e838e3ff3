import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { inRepository } from '../../../scripts/docs/repository.ts'

/** A server in a process of its own. */
export interface RunningServer {
  readonly port: number
  readonly metricsPort: number
  stop(): Promise<void>
}

/** What `npm start` runs. */
export const mainArguments = [
  '--conditions=countersign-source',
  inRepository('packages/server/src/main.ts'),
]

/** An environment without what the test runner put into its own. */
export const plainEnvironment = (extra: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  // Halves the time that each command takes to start.
  NODE_COMPILE_CACHE: inRepository('node_modules/.cache/docs-test-compile'),
  ...extra,
})

/** Starts the real server in a folder, on a free port. */
export const startServer = async (folder: string): Promise<RunningServer> => {
  const child = spawn(process.execPath, [...mainArguments, 'serve'], {
    cwd: folder,
    env: plainEnvironment({ PORT: '0', METRICS_PORT: '0' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const said: string[] = []
  const ports = new Promise<{ port: number; metricsPort: number }>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said.push(chunk.toString())
      const printed = (name: string) =>
        new RegExp(`${name} +http://localhost:(\\d+)`).exec(said.join(''))?.[1]
      const [port, metricsPort] = [printed('API'), printed('Metrics')].map(Number)
      if (port && metricsPort) resolve({ port, metricsPort })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', () => reject(new Error(`the server did not start:\n${said.join('')}`)))
  })
  return {
    ...(await ports),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
