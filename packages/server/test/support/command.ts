import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Halves the time a start takes. Node keys it by content, so a changed source is never missed. */
const compileCache = fileURLToPath(
  new URL('../../../../node_modules/.cache/server-test-compile', import.meta.url),
)

/** How a command is started. */
export interface CommandOptions {
  /** Working folder, so that `./data` is in it. */
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
}

/** The real command line as a child process, and what it has written so far. */
export interface Command {
  readonly child: ChildProcess
  /** Resolves with the exit code, or `null` after a signal, when all output is there. */
  readonly ended: Promise<number | null>
  stdout(): string
  stderr(): string
}

/**
 * Starts `countersign …` with an environment of its own: nothing of the test runner's gets in. Its
 * metrics are on any free port, so that servers can run beside each other.
 */
export const startCommand = (
  args: readonly string[],
  { folder, env = {} }: CommandOptions,
): Command => {
  const child = spawn(process.execPath, ['--conditions=countersign-source', main, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: compileCache,
      METRICS_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
    })
  const ended = once(child, 'close').then(() => child.exitCode)
  return { child, ended, stdout: () => written.stdout, stderr: () => written.stderr }
}

/** What a command that came to its end left behind. */
export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end; one that has not ended by itself after 20 seconds is killed. */
export const runCommand = async (
  args: readonly string[],
  options: CommandOptions,
): Promise<Finished> => {
  const command = startCommand(args, options)
  const timer = setTimeout(() => command.child.kill('SIGKILL'), 60_000)
  const exitCode = await command.ended
  clearTimeout(timer)
  return { exitCode, stdout: command.stdout(), stderr: command.stderr() }
}

/** Writes a configuration file and returns its name. */
export const writeConfig = (folder: string, config: unknown): string => {
  const path = join(folder, 'test.config.json')
  writeFileSync(path, typeof config === 'string' ? config : JSON.stringify(config))
  return path
}
