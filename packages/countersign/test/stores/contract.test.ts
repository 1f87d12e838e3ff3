import { join } from 'node:path'
import type { Clock } from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createFakeClock, storeContract } from 'countersign/testing'
import { describe, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const stores = {
  memory: (clock: Clock) => createMemoryStore({ clock }),
  sqlite: (clock: Clock) => createSqliteStore({ clock, path: join(temporaryFolder(), 'test.db') }),
}

for (const [name, open] of Object.entries(stores))
  describe(`the ${name} store keeps the contract`, () => {
    const cases = storeContract(async () => {
      const clock = createFakeClock()
      return { clock, store: open(clock) }
    })
    for (const { title, run } of cases) test(title, run)
  })
