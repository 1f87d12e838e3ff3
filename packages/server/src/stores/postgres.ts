import { createPostgresStore, lookAtPostgres, migratePostgres } from 'countersign/stores/postgres'
import type { StoreKind } from './store-kind.ts'

/** `postgres://…`. */
export const postgresStoreKind: StoreKind = {
  matches: (url) => /^postgres(ql)?:\/\/./.test(url) && URL.canParse(url),
  isThere: () => true,
  open: (url) => createPostgresStore({ url }),
  migrate: (url) => migratePostgres({ url }),
  look: (url) => lookAtPostgres({ url }),
}
