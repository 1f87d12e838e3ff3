import { createMemoryStore } from 'countersign/stores/memory'
import type { StoreKind } from './store-kind.ts'

/** `memory:`, for development only. */
export const memoryStoreKind: StoreKind = {
  matches: (url) => url === 'memory:',
  isThere: () => false,
  open: async () => createMemoryStore(),
  migrate: async () => [],
  look: async () => ({
    schema: { kind: 'none' },
    clockAheadMs: 0,
    stops: undefined,
    admins: [],
  }),
}
