import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Store, silentLog } from 'countersign'
import { startSweeper } from 'countersign/chores'
import { createHttp } from 'countersign/http'
import { readOrInitKeyRing } from 'countersign/keys'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createThreadedSqliteStore } from 'countersign/stores/sqlite'
import { compose } from '../../packages/server/src/compose.ts'
import { loadConfig } from '../../packages/server/src/config/config.ts'
import { listen } from '../../packages/server/src/http/listen.ts'
import { keepObjectsYoung } from '../../packages/server/src/keep-objects-young.ts'
import { createMetrics } from '../../packages/server/src/metrics/create-metrics.ts'
import { openStoreForServer } from '../../packages/server/src/open-store.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { oneVerbAtATime } from './one-verb-at-a-time.ts'
import type { ServerKind } from './protocol.ts'
import { createStubEngine, stubDevelopment } from './stub-engine.ts'
import { createStubStore } from './stub-store.ts'

type Product = Exclude<ServerKind, { readonly kind: 'no-op' }>

const configFile = new URL('product-config.json', import.meta.url).pathname

/** The product as `countersign serve` runs it, with its own routes, sweeper and settings. */
export const startProduct = async (product: Product) => {
  keepObjectsYoung()
  const folder = temporaryFolder()
  const config = {
    ...(await loadConfig({ file: configFile, env: {} })),
    secretsDir: join(folder, 'secrets'),
  }
  const keyRing = readOrInitKeyRing(config.secretsDir)
  const store = await open(product)
  const sweeper = startSweeper(store, silentLog)
  const { telemetry } = createMetrics(config)
  const composed = compose(config, {
    ...{ store, keyRing, telemetry },
    log: silentLog,
    integrations: { providers: new Map(), callbacks: [], reconfigure: () => notHere() },
  })
  const { engine } = composed
  const http =
    product.kind === 'route'
      ? createHttp({
          ...{ engine: createStubEngine(engine), store, keyRing, telemetry },
          ...{ brand: config.sender.brand, development: stubDevelopment },
        })
      : composed.http
  const listening = await listen(http, { host: '127.0.0.1', port: 0 })
  return {
    port: listening.port,
    stop: async () => {
      await listening.stop({ withinMs: 0 })
      await engine.idle()
      await sweeper.stop()
      await store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const open = async (product: Product): Promise<Store> => {
  if (product.kind !== 'product') return createStubStore()
  const { storeUrl, isBatched } = product
  if (isBatched) return openStoreForServer(storeUrl)
  return storeUrl.startsWith('sqlite:')
    ? createThreadedSqliteStore({ path: storeUrl.slice('sqlite:'.length), batchAtMost: 1 })
    : openUnbatchedPostgres(storeUrl)
}

/** As many as a pool of connections often has. */
const unbatchedConnections = 8

const openUnbatchedPostgres = async (url: string): Promise<Store> => {
  const stores: Store[] = []
  while (stores.length < unbatchedConnections)
    stores.push(await createPostgresStore({ url, batchesAtOnce: 1 }))
  return oneVerbAtATime(stores)
}

/** Nobody changes settings during a measurement. */
const notHere = (): never => {
  throw new Error('the console has no settings')
}
