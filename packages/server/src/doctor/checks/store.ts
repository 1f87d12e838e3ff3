import { existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SchemaState } from 'countersign'
import { shownStoreUrl } from '../../open-store.ts'
import type { Check, Finding } from '../finding.ts'
import { networkFileSystem } from '../network-file-system.ts'

const area = 'store'

/** Whether the store can be reached, and whether its schema suits this program. */
export const checkStore: Check = ({ config: { storeUrl }, store }) => {
  if (store.kind === 'unseen') return [{ area, level: 'danger', sentence: store.reason }]
  if (storeUrl === 'memory:')
    return [{ area, level: 'note', sentence: 'memory: everything is gone when the process ends' }]
  const shown = shownStoreUrl(storeUrl)
  return [schemaFinding(store.view.schema, shown), ...placeFindings(storeUrl)]
}

const schemaFinding = (schema: SchemaState, shown: string): Finding => {
  switch (schema.kind) {
    case 'current':
      return { area, level: 'ok', sentence: `${shown}: the schema is up to date` }
    case 'none':
      return { area, level: 'note', sentence: `${shown}: is empty; the first start fills it` }
    case 'behind':
      return {
        area,
        level: 'warning',
        sentence: `${shown}: the schema lacks ${schema.pending.join(', ')}; what is switched off there is not in this report`,
        hint: 'countersign migrate, or the next start, applies them',
      }
    case 'newer':
      return {
        area,
        level: 'danger',
        sentence: `${shown}: is at version ${schema.version}, and this program knows ${schema.known}: it refuses to start`,
        hint: 'start the newer program, or put back the older database',
      }
  }
}

/** A database on a network share is slow at best, and its locks are not to be trusted. */
const placeFindings = (storeUrl: string): readonly Finding[] => {
  if (!storeUrl.startsWith('sqlite:')) return []
  const folder = dirname(storeUrl.slice('sqlite:'.length))
  if (!existsSync(folder)) return []
  const found = networkFileSystem(statfsSync(folder).type)
  return found === undefined
    ? []
    : [
        {
          area,
          level: 'warning',
          sentence: `${folder}: is on a network file system (${found}), whose locks SQLite cannot rely on`,
          hint: 'put the database on a local disk, or use PostgreSQL',
        },
      ]
}
