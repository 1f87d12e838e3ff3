import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const schema = `
  create table if not exists accounts (
    id integer primary key,
    name text not null,
    phone text not null unique,
    password_hash text not null,
    recovery_hash text not null,
    balance integer not null check (balance >= 0)
  ) strict;
  create table if not exists sessions (
    token_hash blob primary key,
    account_id integer not null references accounts (id),
    expires_at integer not null
  ) strict, without rowid;
`

/** Opens the app's database and makes what is missing in it. Several processes may share the file. */
export const openDatabase = (path: string): DatabaseSync => {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path, { timeout: 5000 })
  database.exec('pragma journal_mode = wal')
  database.exec(schema)
  return database
}
