import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
import type { Cleanup } from '../../world/cleanup.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server of this run. */
    postgresUrl: string
  }
}

/** Databases of codes that the sample app works on. Nothing stands for a file of its own. */
export const databases: Readonly<
  Record<string, (cleanup: Cleanup) => Promise<string | undefined>>
> = {
  sqlite: async () => undefined,
  postgres: async (cleanup) => {
    const name = `sample_${randomBytes(6).toString('hex')}`
    await run(`create database ${name}`)
    cleanup.add(() => run(`drop database ${name} with (force)`))
    const url = new URL(inject('postgresUrl'))
    url.pathname = `/${name}`
    return url.href
  },
}

const run = async (sql: string): Promise<void> => {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
