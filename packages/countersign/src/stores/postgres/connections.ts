import { failureOf, QueryFailure } from './query-failure.ts'

/** A query as `pg` takes it. With a `name` it is prepared once per connection. */
export interface PostgresQuery {
  readonly name?: string
  readonly text: string
  readonly values?: unknown[]
  /** Milliseconds after which the driver gives up waiting. */
  readonly query_timeout?: number
}

/** What we need of a connection of `pg`. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ readonly rows: readonly Record<string, unknown>[] }>
  /** Back to the pool, or, given true, closed. */
  release(destroy?: boolean): void
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** What we need of a pool of `pg`. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
  end(): Promise<void>
}

/** Rows of an answer. */
export type Rows = readonly Record<string, unknown>[]

/** Sends one query over a connection of the pool. Rejects with {@link QueryFailure}. */
export type SendQuery = (query: PostgresQuery) => Promise<Rows>

/** How long to wait for an answer. The server gives up earlier, so that it really ends. */
const answerWithinMs = 4500

/** Errors about data, locks and our own rules leave the connection and its prepared statements as they were. */
const isStillGood = ({ kind, sqlState = '' }: QueryFailure) =>
  kind === 'refused' && /^(22|23|40|CS|P0)/.test(sqlState)

/** Creates {@link SendQuery} on a pool. A connection that may be broken is not used again. */
export const createSendQuery = (pool: PostgresPool): SendQuery => {
  const guarded = new WeakSet<PostgresClient>()

  /** While a client is out of the pool nobody else listens, and an error would end the process. */
  const connect = async (): Promise<PostgresClient> => {
    try {
      const client = await pool.connect()
      if (!guarded.has(client)) client.on('error', () => undefined)
      guarded.add(client)
      return client
    } catch (error) {
      throw new QueryFailure('unreachable', error)
    }
  }

  return async (query) => {
    const client = await connect()
    try {
      const { rows } = await client.query({ query_timeout: answerWithinMs, ...query })
      client.release()
      return rows
    } catch (error) {
      const failure = failureOf(error)
      client.release(!isStillGood(failure))
      throw failure
    }
  }
}
