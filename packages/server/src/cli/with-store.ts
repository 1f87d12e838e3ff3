import type { KeyRing, Store } from 'countersign'
import { loadConfig } from '../config/config.ts'
import { readKeyRing, readOrInitKeyRing } from '../config/key-ring-file.ts'
import { openStore } from '../open-store.ts'

/** The option that every command has. */
export interface ConfigOption {
  readonly config?: string
}

/** What a command on the store works with. */
export interface OpenedStore {
  readonly store: Store
  readonly keyRing: KeyRing
}

/** Opens the store that is configured, prints what the work comes to, and lets go of the store. */
export const withStore = async (
  { config: file }: ConfigOption,
  work: (opened: OpenedStore) => Promise<string>,
): Promise<void> => {
  const config = await loadConfig({ file, env: process.env })
  const keyRing = (config.isProduction ? readKeyRing : readOrInitKeyRing)(config.secretsDir)
  const store = await openStore(config.storeUrl)
  try {
    process.stdout.write(`${await work({ store, keyRing })}\n`)
  } finally {
    await store.close()
  }
}
