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

/** A connection of the pool that does not end the process when it breaks. */
const createConnect = (pool: PostgresPool): (() => Promise<PostgresClient>) => {
  const guarded = new WeakSet<PostgresClient>()
  return async () => {
    try {
      const client = await pool.connect()
      // while a client is out of the pool nobody else listens
      if (!guarded.has(client)) client.on('error', () => undefined)
      guarded.add(client)
      return client
    } catch (error) {
      throw new QueryFailure('unreachable', error)
    }
  }
}

const sendOn = async (client: PostgresClient, query: PostgresQuery): Promise<Rows> => {
  try {
    return (await client.query({ query_timeout: answerWithinMs, ...query })).rows
  } catch (error) {
    throw failureOf(error)
  }
}

/** Creates {@link SendQuery} on a pool. A connection that may be broken is not used again. */
export const createSendQuery = (pool: PostgresPool): SendQuery => {
  const connect = createConnect(pool)
  return async (query) => {
    const client = await connect()
    try {
      const rows = await sendOn(client, query)
      client.release()
      return rows
    } catch (error) {
      client.release(!(error instanceof QueryFailure && isStillGood(error)))
      throw error
    }
  }
}

/** Runs queries one after the other in one transaction. Rejects with what a query or `work` rejected. */
export type Transact = <Result>(work: (send: SendQuery) => Promise<Result>) => Promise<Result>

/** Creates {@link Transact} for work that takes long. */
export const createTransact = (pool: PostgresPool, withinMs: number): Transact => {
  const connect = createConnect(pool)
  return async (work) => {
    const client = await connect()
    const send: SendQuery = (query) => sendOn(client, { query_timeout: withinMs, ...query })
    try {
      await send({ text: `begin; set local statement_timeout = ${withinMs}` })
      const result = await work(send)
      await send({ text: 'commit' })
      client.release()
      return result
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}
