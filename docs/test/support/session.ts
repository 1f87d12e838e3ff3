import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { mainArguments, plainEnvironment, type RunningServer, startServer } from './server.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What a command said. */
export interface Said {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A reader at work: a folder, a server, and a shell that remembers its variables. */
export interface Session {
  run(commands: string): Promise<Said>
  start(): Promise<void>
  /** Makes a file and starts the server with it, again if it runs. */
  configure(fileName: string, text: string): Promise<void>
}

const documentedBase = 'http://localhost:3000'
const documentedMetrics = 'http://localhost:9464'

/** Opens a session that ends with the test. */
export const createSession = (): Session => {
  const root = temporaryFolder()
  const folder = join(root, 'work')
  mkdirSync(folder)
  const shims = makeShims(root)
  const variables = join(root, 'variables')
  writeFileSync(variables, '')
  let server: RunningServer | undefined
  onTestFinished(() => server?.stop())

  const start = async () => {
    server ??= await startServer(folder)
  }

  return {
    start,
    configure: async (fileName, text) => {
      writeFileSync(join(folder, fileName), text)
      await server?.stop()
      server = undefined
      await start()
    },
    run: async (commands) => {
      if (commands.includes(documentedBase) || commands.includes(documentedMetrics)) await start()
      const base = `http://127.0.0.1:${server?.port ?? 0}`
      const metrics = `http://127.0.0.1:${server?.metricsPort ?? 0}`
      const script = [
        'set -a -e',
        `. '${variables}'`,
        `trap "export -p > '${variables}'" EXIT`,
        commands.replaceAll(documentedBase, base).replaceAll(documentedMetrics, metrics),
      ]
      const said = await runShell(script.join('\n'), { folder, shims })
      return { ...said, stdout: said.stdout.replaceAll(base, documentedBase) }
    },
  }
}

/** `npx countersign` without npm in between, and the Node that the tests run with. */
const makeShims = (root: string): string => {
  const shims = join(root, 'shims')
  mkdirSync(shims)
  const main = [process.execPath, ...mainArguments].map((part) => `'${part}'`).join(' ')
  const text = `#!/bin/sh\n[ "$1" = countersign ] || exit 127\nshift\nexec ${main} "$@"\n`
  writeFileSync(join(shims, 'npx'), text, { mode: 0o755 })
  const node = `#!/bin/sh\nexec '${process.execPath}' "$@"\n`
  writeFileSync(join(shims, 'node'), node, { mode: 0o755 })
  return shims
}

const runShell = async (
  script: string,
  { folder, shims }: { readonly folder: string; readonly shims: string },
): Promise<Said> => {
  const { PATH, ...rest } = plainEnvironment()
  const env = { ...rest, PATH: `${shims}:${PATH}` }
  const child = spawn('sh', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr]: [string[], string[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()))
  const [exitCode] = (await once(child, 'close')) as [number | null]
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') }
}
