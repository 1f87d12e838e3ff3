import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import {
  createSqliteStore,
  createThreadedSqliteStore,
  lookAtSqlite,
  migrateSqlite,
} from 'countersign/stores/sqlite'
import type { StoreKind } from './store-kind.ts'

const scheme = 'sqlite:'
const pathIn = (url: string) => url.slice(scheme.length)

/** A thread of its own pays where it gets a core of its own, and costs where it does not. */
const createForServer = availableParallelism() > 1 ? createThreadedSqliteStore : createSqliteStore

/** `sqlite:PATH`. */
export const sqliteStoreKind: StoreKind = {
  matches: (url) => url.startsWith(scheme) && url.length > scheme.length,
  isThere: (url) => existsSync(pathIn(url)),
  open: async (url) => createSqliteStore({ path: pathIn(url) }),
  openForServer: async (url) => createForServer({ path: pathIn(url) }),
  migrate: async (url) => migrateSqlite({ path: pathIn(url) }),
  look: async (url) => lookAtSqlite({ path: pathIn(url) }),
}
