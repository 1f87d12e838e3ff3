import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrateSqlite } from 'countersign/stores/sqlite'
import { expect, test } from 'vitest'
import * as proofs from '../../src/stores/sqlite/sql/proofs.sql.ts'
import * as sessions from '../../src/stores/sqlite/sql/sessions.sql.ts'
import * as users from '../../src/stores/sqlite/sql/users.sql.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Statements of a file, by name; those on a contact once for each kind. */
const statementsOf = (file: Readonly<Record<string, unknown>>): readonly [string, string][] =>
  Object.entries(file).flatMap(([name, sql]): [string, string][] => {
    if (typeof sql === 'function')
      return ['phone', 'email'].map((kind) => [`${name} ${kind}`, String(sql(kind))])
    return /^\s*(select|insert|update|delete)/.test(String(sql)) ? [[name, String(sql)]] : []
  })

const statements = [proofs, sessions, users].flatMap(statementsOf)

test.each(statements)('K5 %s reads no table of what was opened from end to end', (_, sql) => {
  const path = join(temporaryFolder(), 'plans.db')
  migrateSqlite({ path })
  const database = new DatabaseSync(path)
  const plan = database.prepare(`explain query plan ${sql}`).all()
  database.close()
  const details = plan.map(({ detail }) => String(detail))
  expect(details.filter((detail) => /SCAN (proofs|sessions|users|others)/.test(detail))).toEqual([])
})

test('K5 all statements on what was opened are looked at', () => {
  expect(statements.length).toBeGreaterThan(20)
})
