import type { Store } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'

/** How a store is named on a command line. */
export type StoreName =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly schema: string }

/** Opens a store. Drivers are loaded for those who want them only: not every runtime has all. */
export const openStoreNamed = async (name: StoreName): Promise<Store> => {
  switch (name.kind) {
    case 'memory':
      return createMemoryStore()
    case 'sqlite': {
      const { createSqliteStore } = await import('countersign/stores/sqlite')
      return createSqliteStore(name)
    }
    case 'postgres': {
      const { createPostgresStore } = await import('countersign/stores/postgres')
      return createPostgresStore(name)
    }
  }
}
