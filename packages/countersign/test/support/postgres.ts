import { randomBytes } from 'node:crypto'
import type { Clock, Store } from 'countersign'
import { createPostgresStore, type PostgresStoreOptions } from 'countersign/stores/postgres'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'

/** A schema of its own on the server of this run. */
export interface TestSchema {
  readonly url: string
  readonly schema: string
  /** Opens a store that is closed with the test. */
  open(options?: Partial<PostgresStoreOptions> & { readonly clock?: Clock }): Promise<Store>
  /** Runs SQL with the schema in the search path, beside all stores. */
  query(text: string, values?: unknown[]): Promise<readonly Record<string, unknown>[]>
}

/** Names a schema that is dropped when the test is over; nothing is in it yet. */
export const createTestSchema = (url: string = inject('postgresUrl')): TestSchema => {
  const schema = `test_${randomBytes(6).toString('hex')}`
  const stores: Store[] = []

  const query: TestSchema['query'] = async (text, values = []) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(`set search_path = ${schema}`)
      return (await client.query(text, values)).rows as Record<string, unknown>[]
    } finally {
      await client.end()
    }
  }

  onTestFinished(async () => {
    await Promise.all(stores.map((store) => store.close()))
    await query(`drop schema if exists ${schema} cascade`)
  })

  return {
    url,
    schema,
    query,
    open: async (options = {}) => {
      const { clock, batchesAtOnce, url: through = url } = options
      const store = await createPostgresStore({
        url: through,
        schema,
        ...(clock && { clock }),
        ...(batchesAtOnce && { batchesAtOnce }),
      })
      stores.push(store)
      return store
    },
  }
}
