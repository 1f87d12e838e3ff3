import {
  type Auditor,
  createAuditor,
  createOperator,
  type KeyRing,
  type Operator,
  type Store,
  systemRandom,
} from 'countersign'
import { readKeyRing, readOrInitKeyRing } from 'countersign/keys'
import { type Config, loadConfig } from '../config/config.ts'
import { checkStoreIsThere, openStore } from '../open-store.ts'

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
  readonly operator: Operator
}

/** What a command does. The text it comes to is printed; nothing if it has printed all itself. */
export type StoreWork = (opened: OpenedStore) => Promise<string | undefined>

/** Who changes something from the command line. */
export const cliActor = 'cli'

/**
 * Opens the store that is configured, prints what the work comes to, and lets go of the store. `readRing`
 * is how the keys are read in production.
 */
export const withStore = async (
  { config: file }: ConfigOption,
  work: StoreWork,
  readRing = readKeyRing,
): Promise<void> => {
  const config = await loadConfig({ file, env: process.env })
  const keyRing = (config.isProduction ? readRing : readOrInitKeyRing)(config.secretsDir)
  await workOn(await openStore(config.storeUrl), { config, keyRing, work })
}

/**
 * The same for commands that change what a server does: in the wrong folder, or with the wrong file, they
 * must not make a store and keys of their own and say that it is done.
 */
export const withExistingStore = async (
  { config: file }: ConfigOption,
  work: StoreWork,
): Promise<void> => {
  const config = await loadConfig({ file, env: process.env })
  checkStoreIsThere(config.storeUrl)
  const keyRing = readKeyRing(config.secretsDir)
  await workOn(await openStore(config.storeUrl), { config, keyRing, work })
}

const workOn = async (
  store: Store,
  {
    config,
    keyRing,
    work,
  }: { readonly config: Config; readonly keyRing: KeyRing; readonly work: StoreWork },
): Promise<void> => {
  try {
    const auditor = createAuditor(keyRing, systemRandom)
    const { policies } = config
    const operator = createOperator({ store, keyRing, policies, auditor })
    const said = await work({ config, store, keyRing, auditor, operator })
    if (said !== undefined) process.stdout.write(`${said}\n`)
  } finally {
    await store.close()
  }
}
