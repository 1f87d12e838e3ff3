import { Pool } from 'pg'
import type { PostgresPool } from './connections.ts'

/** How long to wait for a new connection, or for one of the pool's to be free. */
const connectWithinMs = 2000

/** When the server gives a statement up. */
const statementWithinMs = 4000

const idleMs = 30_000

/** A pool of our own. Connections that break are made anew when they are needed. */
export const createPool = (options: {
  readonly url: string
  readonly connections: number
}): PostgresPool => {
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections,
    connectionTimeoutMillis: connectWithinMs,
    statement_timeout: statementWithinMs,
    idleTimeoutMillis: idleMs,
    keepAlive: true,
    application_name: 'countersign',
  })
  // A connection broke while it lay idle. The pool has let go of it; without a listener the process would end.
  pool.on('error', () => undefined)
  return pool
}
