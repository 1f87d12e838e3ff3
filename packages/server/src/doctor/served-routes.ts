import { type Captcha, createEngine, createKeyRing, keyUses } from 'countersign'
import { createHttp, type ServedRoute } from 'countersign/http'
import { createMemoryStore } from 'countersign/stores/memory'
import type { Config } from '../config/config.ts'

/** For purposes that ask for one. */
const neverAsked: Captcha = {
  id: 'never asked',
  verify: async () => ({ kind: 'unavailable', reason: 'never asked' }),
}

/** The routes that the server has. It is put together with parts that are never used. */
export const servedRoutes = ({ policies, sender, publicUrl }: Config): readonly ServedRoute[] => {
  const store = createMemoryStore()
  const keyRing = createKeyRing(keyUses.map((use) => ({ id: use, use, bytes: new Uint8Array(32) })))
  const engine = createEngine({
    store,
    keyRing,
    policies,
    channels: {},
    sender,
    captcha: neverAsked,
  })
  return createHttp({ engine, store, keyRing, brand: sender.brand, publicUrl }).routes
}
