import { CountersignError } from '../../ports/error.ts'
import type { PostgresClient, PostgresPool } from './connections.ts'
import { migrations } from './migrations/index.ts'
import { asUnavailable, failureOf, QueryFailure } from './query-failure.ts'

/** PostgreSQL 13. */
const oldestServer = 130_000

/** How long to wait for another instance that migrates. */
const migrateWithinMs = 60_000

/** What server it is, and whether the table of versions that `$1` names is there. */
export const readServer = /* sql */ `
select current_setting('server_version_num')::int as version,
  pg_encoding_to_char(encoding) as encoding,
  to_regclass($1) is not null as is_there
from pg_database where datname = current_database()`

/** The version that a schema is at. */
export const readVersion = (schema: string) => /* sql */ `
select coalesce(max(version), 0) as version from "${schema}".schema_migrations`

const createVersions = (schema: string) => /* sql */ `
create schema if not exists "${schema}";
create table "${schema}".schema_migrations (version int primary key, name text not null)`

/**
 * Brings the schema up to date, in one transaction that takes a lock first: other instances that start
 * at the same moment wait for it, and then find nothing left to do. A role that may not create anything
 * will do if there is nothing left to do.
 *
 * @returns the names of the migrations that were applied
 * @throws CountersignError `invalid_configuration` if a newer version has been here
 */
export const migrate = async (pool: PostgresPool, schema: string): Promise<readonly string[]> => {
  const client = await pool.connect().catch((error: unknown) => {
    throw asUnavailable(new QueryFailure('unreachable', error))
  })
  client.on('error', () => undefined)
  try {
    const applied = await migrateOn(client, schema)
    client.release()
    return applied
  } catch (error) {
    client.release(true)
    throw asUnavailable(error instanceof CountersignError ? error : failureOf(error))
  }
}

const migrateOn = async (client: PostgresClient, schema: string): Promise<readonly string[]> => {
  const run = async (text: string, values?: unknown[]) =>
    (await client.query({ text, query_timeout: migrateWithinMs, ...(values && { values }) })).rows

  await run(`begin; set local statement_timeout = ${migrateWithinMs}; set local lock_timeout = 0`)
  await run('select pg_advisory_xact_lock(hashtext($1))', [`countersign ${schema}`])
  const [server] = await run(readServer, [`"${schema}".schema_migrations`])
  checkServer(server)
  if (server?.['is_there'] !== true) await run(createVersions(schema))
  await run(`set local search_path = "${schema}", pg_temp`)
  const current = await versionOf(run, schema)
  const pending = migrations.slice(current)
  for (const [offset, { name, sql }] of pending.entries()) {
    await run(sql)
    await run('insert into schema_migrations (version, name) values ($1, $2)', [
      current + offset + 1,
      name,
    ])
  }
  await run('commit')
  return pending.map(({ name }) => name)
}

/** Refuses a server that our functions do not run on. */
export const checkServer = (server: Record<string, unknown> | undefined): void => {
  if (Number(server?.['version']) < oldestServer)
    throw new CountersignError('invalid_configuration', 'PostgreSQL 13 or newer is needed')
  if (server?.['encoding'] !== 'UTF8')
    throw new CountersignError('invalid_configuration', 'the database must be encoded in UTF8')
}

const versionOf = async (
  run: (text: string) => Promise<readonly Record<string, unknown>[]>,
  schema: string,
): Promise<number> => {
  const [row] = await run(readVersion(schema))
  const current = Number(row?.['version'])
  if (current > migrations.length)
    throw new CountersignError(
      'invalid_configuration',
      `the database is at version ${current}, this program knows ${migrations.length}: start the newer program, or put back the older database`,
    )
  return current
}
