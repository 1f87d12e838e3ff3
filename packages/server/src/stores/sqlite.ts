import { existsSync } from 'node:fs'
import { createSqliteStore, lookAtSqlite, migrateSqlite } from 'countersign/stores/sqlite'
import type { StoreKind } from './store-kind.ts'

const scheme = 'sqlite:'
const pathIn = (url: string) => url.slice(scheme.length)

/** `sqlite:PATH`. */
export const sqliteStoreKind: StoreKind = {
  matches: (url) => url.startsWith(scheme) && url.length > scheme.length,
  isThere: (url) => existsSync(pathIn(url)),
  open: async (url) => createSqliteStore({ path: pathIn(url) }),
  migrate: async (url) => migrateSqlite({ path: pathIn(url) }),
  look: async (url) => lookAtSqlite({ path: pathIn(url) }),
}
