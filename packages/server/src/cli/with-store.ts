import { type Auditor, createAuditor, type KeyRing, type Store, systemRandom } from 'countersign'
import { type Config, loadConfig } from '../config/config.ts'
import { readKeyRing, readOrInitKeyRing } from '../config/key-ring-file.ts'
import { openStore } from '../open-store.ts'

/** The option that every command has. */
export interface ConfigOption {
  readonly config?: string
}

/** What a command on the store works with. */
export interface OpenedStore {
  readonly config: Config
  readonly store: Store
  readonly keyRing: KeyRing
  readonly auditor: Auditor
}

/** Who changes something from the command line. */
export const cliActor = 'cli'

/** Opens the store that is configured, prints what the work comes to, and lets go of the store. */
export const withStore = async (
  { config: file }: ConfigOption,
  work: (opened: OpenedStore) => Promise<string>,
): Promise<void> => {
  const config = await loadConfig({ file, env: process.env })
  const keyRing = (config.isProduction ? readKeyRing : readOrInitKeyRing)(config.secretsDir)
  const store = await openStore(config.storeUrl)
  try {
    const auditor = createAuditor(keyRing, systemRandom)
    process.stdout.write(`${await work({ config, store, keyRing, auditor })}\n`)
  } finally {
    await store.close()
  }
}
