import { join } from 'node:path'
import type { Clock, Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createSqliteStore } from 'countersign/stores/sqlite'
import type { Cleanup } from '../world/cleanup.ts'
import { startPostgres } from '../world/postgres-server.ts'
import { temporaryFolder } from '../world/temporary-folder.ts'

/** Opens every store there is on one clock; they are closed in the end. A new store is one line here. */
export const openAllStores = async (
  clock: Clock,
  cleanup: Cleanup,
): Promise<Readonly<Record<string, Store>>> => {
  const folder = temporaryFolder(cleanup)
  const postgres = await startPostgres(folder, cleanup)
  const stores = {
    memory: createMemoryStore({ clock }),
    sqlite: createSqliteStore({ clock, path: join(folder, 'parity.db') }),
    postgres: await createPostgresStore({ clock, url: await postgres.createDatabase('parity') }),
  }
  for (const store of Object.values(stores)) cleanup.add(() => store.close())
  return stores
}
