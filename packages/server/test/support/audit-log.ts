import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  type Clock,
  createAuditor,
  createKeyRing,
  createSealer,
  type EventFacts,
  type EventType,
  keyUses,
  type Store,
  systemRandom,
  verifyLog,
} from 'countersign'
import { createMemoryStore } from 'countersign/stores/memory'
import { createPostgresStore } from 'countersign/stores/postgres'
import { createSqliteStore } from 'countersign/stores/sqlite'
import { createFakeClock } from 'countersign/testing'
import { Client } from 'pg'
import { inject, onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A database that every test may make schemas in. */
    postgresUrl: string
  }
}

/** Opens another store on the same data each time. */
type OpenShared = (clock: Clock) => () => Promise<Store>

const openSchema: OpenShared = (clock) => {
  const url = inject('postgresUrl')
  const schema = `test_${randomBytes(6).toString('hex')}`
  onTestFinished(async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(`drop schema if exists ${schema} cascade`)
    await client.end()
  })
  return () => createPostgresStore({ url, schema, clock })
}

/** Every store there is. */
export const stores: Readonly<Record<string, OpenShared>> = {
  memory: (clock) => {
    const store = createMemoryStore({ clock })
    return async () => store
  },
  sqlite: (clock) => {
    const path = join(temporaryFolder(), 'test.db')
    return async () => createSqliteStore({ path, clock })
  },
  postgres: openSchema,
}

/** A log that events can be appended to and that several instances share. */
export const createAuditLog = async (openShared: OpenShared | undefined = stores['memory']) => {
  if (openShared === undefined) throw new Error('there is no such store')
  const clock = createFakeClock()
  const openStore = openShared(clock)
  const open = async () => {
    const store = await openStore()
    onTestFinished(() => store.close())
    return store
  }
  const store = await open()
  const keyRing = createKeyRing(
    keyUses.map((use) => ({ id: `${use}-1`, use, bytes: randomBytes(32) })),
  )
  const auditor = createAuditor(keyRing, systemRandom)
  const append = (
    type: EventType = 'key.rotated',
    { facts = {}, outcome = 'done', recipient = 0 }: AppendOptions = {},
  ) => {
    const recipientHash = Buffer.alloc(32)
    recipientHash.writeUInt32BE(recipient)
    const draft = auditor({ type, facts, person: { recipientHash, masked: '+233…56' } })
    return store.audit.append({ draft, outcome })
  }
  const { audit } = store
  const sealer = createSealer({ audit, keyRing, clock })
  return {
    ...{ clock, store, open, keyRing, append },
    /** Appends and seals so many times. */
    seal: async (times: number) => {
      for (let n = 0; n < times; n++) {
        await append()
        await sealer.seal()
      }
    },
    verify: () => verifyLog({ audit, keys: keyRing.all('audit') }),
  }
}

interface AppendOptions {
  readonly facts?: EventFacts
  readonly outcome?: string
  readonly recipient?: number
}
