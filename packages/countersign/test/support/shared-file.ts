import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Clock, Store } from 'countersign'
import type { OpenShared } from '../stores/sharing.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Two stores on one file, and a connection of its own to count what they have committed. */
export const openSharedFile =
  (open: (clock: Clock, path: string) => Store | Promise<Store>): OpenShared =>
  async (clock) => {
    const path = join(temporaryFolder(), 'shared.db')
    return {
      stores: [await open(clock, path), await open(clock, path)],
      countChallenges: async () => {
        const database = new DatabaseSync(path, { readOnly: true })
        const row = database.prepare('select count(*) as count from challenges').get()
        database.close()
        return Number(row?.['count'])
      },
    }
  }
