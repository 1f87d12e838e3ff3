import type { Rows, SendQuery } from './connections.ts'
import { asUnavailable, QueryFailure } from './query-failure.ts'

/** Calls a function of our schema that is no part of a batch. Rejects with `unavailable`. */
export type CallFunction = (
  name: string,
  values: readonly unknown[],
) => Promise<{
  readonly rows: Rows
  /** Its first run may have done its work as well. */
  readonly isRepeated: boolean
}>

/**
 * Creates {@link CallFunction}. A call whose connection broke is sent once more: idle connections die
 * when a server is restarted, and are only found dead when they are used.
 */
export const createCallFunction =
  (send: SendQuery, schema: string): CallFunction =>
  async (name, values) => {
    const parameters = values.map((_, n) => `$${n + 1}`).join(', ')
    const query = {
      name: `${schema}.${name}`,
      text: `select * from "${schema}".${name}(${parameters})`,
      values: [...values],
    }
    try {
      return { rows: await send(query), isRepeated: false }
    } catch (error) {
      if (!(error instanceof QueryFailure) || error.kind !== 'unknown') throw asUnavailable(error)
    }
    try {
      return { rows: await send(query), isRepeated: true }
    } catch (error) {
      throw asUnavailable(error)
    }
  }
