import { type Auditor, createAuditor, type KeyRing, type Store, systemRandom } from 'countersign'
import { type Config, loadConfig } from '../config/config.ts'
import { readKeyRing, readOrInitKeyRing } from '../config/key-ring-file.ts'
import { openStore } from '../open-store.ts'

/** What a command that works on the store is given. */
export interface CommandParts {
  readonly config: Config
  readonly store: Store
  readonly keyRing: KeyRing
  readonly auditor: Auditor
}

/** Who changes something from the command line. */
export const cliActor = 'cli'

/** Opens what the configuration names, does some work, prints what came of it and closes everything. */
export const withStore = async (
  { config: file }: { readonly config?: string },
  work: (parts: CommandParts) => Promise<string>,
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
