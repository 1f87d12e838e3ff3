import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CountersignError } from 'countersign'
import { createThreadedSqliteStore, migrateSqlite } from 'countersign/stores/sqlite'
import { createFakeClock, storeContract } from 'countersign/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createDraft } from '../../src/testing/store-contract/events.ts'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { openSharedFile } from '../support/shared-file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { sharingCases } from './sharing.ts'

const newPath = () => join(temporaryFolder(), 'thread.db')

describe('the SQLite store in a thread keeps the contract', () => {
  const cases = storeContract(async () => {
    const clock = createFakeClock()
    return { clock, store: await createThreadedSqliteStore({ clock, path: newPath() }) }
  })
  for (const { title, run } of cases) test(title, run)
})

describe('two SQLite stores in threads on one file', () => {
  const cases = sharingCases(
    openSharedFile((clock, path) => createThreadedSqliteStore({ clock, path })),
  )
  for (const { title, run } of cases) test(title, run)
})

describe('a store in a thread', () => {
  test('a file that a newer version wrote is refused and left alone', async () => {
    const path = newPath()
    migrateSqlite({ path })
    const database = new DatabaseSync(path)
    database.exec("insert into schema_migrations (version, name) values (999, 'later')")
    database.close()
    const refusal = await createThreadedSqliteStore({ path }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(CountersignError)
    expect(refusal).toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('version 999'),
    })
  })

  test('K3 a broken store is reported with the code that its driver gave', async () => {
    const path = newPath()
    const store = await createThreadedSqliteStore({ path, busyGiveUpMs: 50 })
    const holder = new DatabaseSync(path)
    holder.exec('begin immediate')
    const failure = await store.ready().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(CountersignError)
    expect(failure).toMatchObject({ code: 'unavailable', cause: { code: 'ERR_SQLITE_ERROR' } })
    holder.exec('rollback')
    holder.close()
    await store.ready()
    await store.close()
  })

  test('K3 a request that cannot be sent to it keeps no other from it', async () => {
    const store = await createThreadedSqliteStore({ path: newPath() })
    const append = (facts: unknown) =>
      store.audit.append({ draft: createDraft({ facts: facts as string }), outcome: 'done' })
    const [refused, ...accepted] = await Promise.allSettled([
      append(() => '{}'),
      append('{}'),
      append('{}'),
    ])
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } })
    expect(accepted.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect(await store.audit.list({ rowsAtMost: 9 })).toHaveLength(2)
    await store.close()
  })

  test('L4 a closed store takes nothing new, and finishes what it took', async () => {
    const clock = createFakeClock()
    const store = await createThreadedSqliteStore({ path: newPath(), clock })
    const party = createParty({ store, clock })
    const accepted = party.open('111111')
    const closing = [store.close(), store.close()]
    const late = await Promise.allSettled([party.attempt('111111'), ...closing])
    expect((await accepted).result.kind).toBe('opened')
    expect(late.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(late[0]).toMatchObject({ reason: { code: 'unavailable' } })
    await expect(party.attempt('111111')).rejects.toMatchObject({ code: 'unavailable' })
    await expect(store.switches.list()).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('L4 nobody who asks while it closes waits for ever', async () => {
    const store = await createThreadedSqliteStore({ path: newPath() })
    let isClosed = false
    const closing = store.close().then(() => {
      isClosed = true
    })
    const asked: Promise<string>[] = []
    while (!isClosed) {
      asked.push(
        store.switches.list().then(
          () => 'answered',
          () => 'refused',
        ),
      )
      await nextTurn()
    }
    await closing
    expect((await Promise.all(asked)).at(-1)).toBe('refused')
  })

  test('L4 a process waits for what it asked of the store, and not for the store', async () => {
    const script = fileURLToPath(new URL('ask-and-end.ts', import.meta.url))
    const flags = ['--conditions=countersign-source', script, newPath()]
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    const output = text(child.stdout)
    const [code] = await once(child, 'exit')
    expect({ code, output: await output }).toEqual({ code: 0, output: 'arkesel' })
  })
})
