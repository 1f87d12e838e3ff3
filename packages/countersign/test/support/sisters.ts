import { join } from 'node:path'
import { createMemoryStore } from 'countersign/stores/memory'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createFakeClock, type FakeClock } from 'countersign/testing'
import { createDeployment, type Deployment, type OpenStore } from './deployment.ts'
import { createTestSchema } from './postgres.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** For each store: how each of several processes opens the same one. */
export const sharedStores = {
  memory: (clock) => {
    const store = createMemoryStore({ clock })
    return async () => store
  },
  sqlite: () => {
    const path = join(temporaryFolder(), 'shared.db')
    return async (clock) => createSqliteStore({ clock, path })
  },
  postgres: () => {
    const schema = createTestSchema()
    return (clock) => schema.open({ clock })
  },
} satisfies Readonly<Record<string, OpenSisters>>

/** Makes what every process opens its store with. */
export type OpenSisters = (clock: FakeClock) => OpenStore

/** Three processes on one store. */
export const createSisters = async (
  open: OpenSisters,
): Promise<readonly [Deployment, Deployment, Deployment]> => {
  const clock = createFakeClock()
  const store = open(clock)
  const one = () => createDeployment({ clock, store })
  return [await one(), await one(), await one()]
}
