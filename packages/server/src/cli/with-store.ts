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
import { checkStoreIsThere, isStoreMissing, openStore, shownStoreUrl } from '../open-store.ts'

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
 * Opens the store that is configured, prints what the work comes to, and lets go of the store. It must be
 * there: in the wrong folder, or with the wrong file, no command may make a store and keys of its own, look
 * at them or change them, and say that all is well.
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

/**
 * The same for the few commands that may come before the first start. If they make the store they say so,
 * where it is not in the way of what they print. In development they make the keys as well, unless
 * `readRing` says how else to read them.
 */
export const withFirstStore = async (
  { config: file }: ConfigOption,
  work: StoreWork,
  readRing?: (secretsDir: string) => KeyRing,
): Promise<void> => {
  const config = await loadConfig({ file, env: process.env })
  const { isProduction, secretsDir, storeUrl } = config
  const keyRing = (readRing ?? (isProduction ? readKeyRing : readOrInitKeyRing))(secretsDir)
  const willBeMade = storeUrl !== 'memory:' && isStoreMissing(storeUrl)
  const store = await openStore(storeUrl)
  if (willBeMade) process.stderr.write(`countersign: made ${shownStoreUrl(storeUrl)}\n`)
  await workOn(store, { config, keyRing, work })
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
