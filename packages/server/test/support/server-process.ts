import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { type Command, startCommand, writeConfig } from './command.ts'
import type { AtEnd } from './temporary-folder.ts'

/** How a server is started. */
export interface ServerOptions {
  /** Working folder: servers that share it share database and keys. */
  readonly folder: string
  /** `null`: no `--config`, so that the server looks for a file by itself. */
  readonly config?: Readonly<Record<string, unknown>> | null
  readonly env?: Readonly<Record<string, string>>
  readonly atEnd?: AtEnd
}

/** A message in the outbox of one process. */
export interface OutboxMessage {
  readonly to: string
  readonly purpose: string
  readonly text: string
  readonly code: string
  readonly link: string | null
}

/** `countersign serve` as a process of its own. */
export interface ServerProcess {
  readonly port: number
  readonly url: string
  /** Standard output and standard error so far. */
  output(): string
  /** Resolves once it has written that. */
  says(text: string): Promise<void>
  fetch(path: string, init?: RequestInit): Promise<Response>
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Messages of this process, newest first. */
  outbox(): Promise<readonly OutboxMessage[]>
  /** Asks it to stop and resolves with its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>
  /** Sends the signal and does not wait. */
  signal(signal: 'SIGTERM' | 'SIGINT' | 'SIGUSR2'): void
  /** Takes it down in the middle of whatever it does, as a power cut would. */
  kill(): Promise<void>
  readonly ended: Promise<number | null>
}

const startWithinMs = 60_000

/** Starts a server on a free port of loopback and waits until `/readyz` says that it is ready. */
export const startServer = async (options: ServerOptions): Promise<ServerProcess> => {
  const { folder, config = {}, env = {}, atEnd = onTestFinished } = options
  const listen = { host: '127.0.0.1', port: 0 }
  const file = config && ['--config', writeConfig(folder, { listen, ...config })]
  const command = startCommand(['serve', ...(file ?? [])], { folder, env })
  const kill = async () => {
    command.child.kill('SIGKILL')
    await command.ended
  }
  atEnd(kill)

  const port = await printedPort(command)
  const url = `http://127.0.0.1:${port}`
  await untilReady(url)
  const fetchPath: ServerProcess['fetch'] = (path, init) => fetch(`${url}${path}`, init)
  return {
    port,
    url,
    output: () => command.stdout() + command.stderr(),
    says: (text) => untilSaid(command, text),
    fetch: fetchPath,
    post: (path, body, headers) =>
      fetchPath(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    outbox: async () => {
      const answer = await fetchPath('/dev/outbox', { headers: { accept: 'application/json' } })
      return ((await answer.json()) as { readonly messages: readonly OutboxMessage[] }).messages
    },
    stop: (signal = 'SIGTERM') => {
      command.child.kill(signal)
      return command.ended
    },
    signal: (signal) => void command.child.kill(signal),
    kill,
    ended: command.ended,
  }
}

/** The port as the banner, or in production the log, shows it; a server that ends before that says why. */
const printedPort = async ({ child, stdout, stderr }: Command): Promise<number> => {
  const ended = new AbortController()
  child.once('close', () => ended.abort())
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(startWithinMs)])
  for (;;) {
    const port = /(?:http:\/\/localhost:|"port":)(\d+)/.exec(stdout())?.[1]
    if (port !== undefined) return Number(port)
    if (child.stdout === null || signal.aborted) throw new Error(`no start: ${stderr()}`)
    await once(child.stdout, 'data', { signal }).catch(() => undefined)
  }
}

const untilSaid = async ({ child, stdout }: Command, text: string): Promise<void> => {
  const signal = AbortSignal.timeout(startWithinMs)
  while (!stdout().includes(text)) {
    if (child.stdout === null) throw new Error('its output cannot be read')
    await once(child.stdout, 'data', { signal })
  }
}

const untilReady = async (url: string): Promise<void> => {
  const giveUpAtMs = performance.now() + startWithinMs
  while (performance.now() < giveUpAtMs) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await pause(10)
  }
  throw new Error(`${url} did not become ready`)
}
