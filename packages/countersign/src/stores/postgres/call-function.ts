import type { PostgresQuery, Rows, SendQuery } from './connections.ts'
import { asUnavailable, QueryFailure } from './query-failure.ts'
import { untilFree } from './until-free.ts'

/** Sends a query that is no part of a batch. Rejects with `unavailable`. */
export type SendAgain = (query: PostgresQuery) => Promise<{
  readonly rows: Rows
  /** Its first run may have done its work as well. */
  readonly isRepeated: boolean
}>

/** Calls a function of our schema with {@link SendAgain}. */
export type CallFunction = (name: string, values: readonly unknown[]) => ReturnType<SendAgain>

/** A query that calls a function of our schema. */
export const functionQuery = (
  schema: string,
  name: string,
  values: readonly unknown[],
): PostgresQuery => ({
  name: `${schema}.${name}`,
  text: `select * from "${schema}".${name}(${values.map((_, n) => `$${n + 1}`).join(', ')})`,
  values: [...values],
})

/**
 * Creates {@link SendAgain}. A query whose connection broke is sent once more: idle connections die
 * when a server is restarted, and are only found dead when they are used. One that gave way is sent again too.
 */
export const createSendAgain =
  (send: SendQuery): SendAgain =>
  async (query) => {
    try {
      return { rows: await untilFree(() => send(query)), isRepeated: false }
    } catch (error) {
      if (!(error instanceof QueryFailure) || error.kind !== 'unknown') throw asUnavailable(error)
    }
    try {
      return { rows: await untilFree(() => send(query)), isRepeated: true }
    } catch (error) {
      throw asUnavailable(error)
    }
  }

/** Creates {@link CallFunction}. */
export const createCallFunction =
  (sendAgain: SendAgain, schema: string): CallFunction =>
  (name, values) =>
    sendAgain(functionQuery(schema, name, values))
