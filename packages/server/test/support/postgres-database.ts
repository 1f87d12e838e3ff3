import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server of this run. */
    postgresUrl: string
  }
}

/** Makes a database that is dropped with the test: a deployment's schema has a fixed name. Returns its URL. */
export const createDatabase = async (): Promise<string> => {
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = new URL(inject('postgresUrl'))
  const run = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: url.href })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await run(`create database ${name}`)
  onTestFinished(() => run(`drop database ${name} with (force)`))
  const own = new URL(url)
  own.pathname = name
  return own.href
}
