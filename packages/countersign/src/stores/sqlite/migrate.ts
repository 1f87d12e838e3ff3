import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../ports/error.ts'
import { migrations } from './migrations/index.ts'

const createVersions = /* sql */ `
create table if not exists schema_migrations (
  version integer primary key,
  name text not null
) strict`

/** The version that a database is at. */
export const readVersion = /* sql */ `select coalesce(max(version), 0) as version from schema_migrations`

const recordVersion = /* sql */ `insert into schema_migrations (version, name) values (:version, :name)`

/**
 * Brings the database up to date, in one transaction that takes the write lock first: a second
 * process that starts at the same moment waits for it, and then finds nothing left to do.
 *
 * @returns the names of the migrations that were applied
 * @throws CountersignError `invalid_configuration` if a newer version has been here
 */
export const migrate = (database: DatabaseSync): readonly string[] => {
  database.exec('begin immediate')
  try {
    database.exec(createVersions)
    const current = Number(database.prepare(readVersion).get()?.['version'])
    if (current > migrations.length)
      throw new CountersignError(
        'invalid_configuration',
        `the database is at version ${current}, this program knows ${migrations.length}: start the newer program, or put back the older database`,
      )
    const pending = migrations.slice(current)
    for (const [offset, migration] of pending.entries()) {
      database.exec(migration.sql)
      database.prepare(recordVersion).run({ version: current + offset + 1, name: migration.name })
    }
    database.exec('commit')
    return pending.map(({ name }) => name)
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}
