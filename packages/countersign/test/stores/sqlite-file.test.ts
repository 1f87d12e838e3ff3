import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { createSqliteStore, createThreadedSqliteStore } from 'countersign/stores/sqlite'
import { createFakeClock } from 'countersign/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createParty } from '../../src/testing/store-contract/party.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const kinds = { 'in the loop': createSqliteStore, 'in a thread': createThreadedSqliteStore }

const refused = {
  code: 'unavailable',
  message: expect.stringContaining('is not the database that was opened'),
}

describe.each(Object.entries(kinds))('a SQLite store %s whose file goes away', (_, create) => {
  const open = async () => {
    const path = join(temporaryFolder(), 'data', 'test.db')
    const clock = createFakeClock()
    const store = await create({ path, clock })
    onTestFinished(() => store.close())
    const send = () => createParty({ store, clock }).open('111111')
    await store.ready()
    await send()
    return { path, store, send }
  }

  test('L7 K1 is not ready and takes no write, until the same file is back', async () => {
    const { path, store, send } = await open()
    renameSync(path, `${path}.away`)
    await expect(store.ready()).rejects.toMatchObject(refused)
    const sends = await Promise.allSettled([send(), send()])
    for (const one of sends) expect(one).toMatchObject({ status: 'rejected', reason: refused })
    renameSync(`${path}.away`, path)
    await store.ready()
    expect((await send()).result.kind).toBe('opened')
    expect(await store.deliveries.list({ rowsAtMost: 9 })).toHaveLength(2)
  })

  test('L7 K1 does not take another file at the same path for its own', async () => {
    const { path, store, send } = await open()
    copyFileSync(path, `${path}.copy`)
    renameSync(`${path}.copy`, path)
    await expect(store.ready()).rejects.toMatchObject(refused)
    await expect(send()).rejects.toMatchObject(refused)
  })

  test('L7 K1 notices that its whole folder is gone, and that there is another', async () => {
    const { path, store } = await open()
    rmSync(join(path, '..'), { recursive: true })
    await expect(store.ready()).rejects.toMatchObject(refused)
    mkdirSync(join(path, '..'))
    await expect(store.ready()).rejects.toMatchObject(refused)
  })
})

/** The locks of this process on a file, as Linux lists them. */
const locksOn = (path: string): number =>
  readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${statSync(path).ino} `))
    .length

test.skipIf(process.platform !== 'linux')(
  'K7 a second store on the same file takes no lock away from the first',
  async () => {
    const path = join(temporaryFolder(), 'test.db')
    const clock = createFakeClock()
    const store = createSqliteStore({ path, clock })
    onTestFinished(() => store.close())
    await createParty({ store, clock }).open('111111')
    expect(locksOn(path)).toBe(1)
    await createSqliteStore({ path, clock }).close()
    expect(locksOn(path)).toBe(1)
  },
)

test('G1 a file that is made where a link leads to is for its owner only', async () => {
  const folder = temporaryFolder()
  const [link, file] = [join(folder, 'link.db'), join(folder, 'file.db')]
  symlinkSync(file, link)
  await createSqliteStore({ path: link, clock: createFakeClock() }).close()
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
})

test('L7 a SQLite store in memory has no file to lose', async () => {
  const store = createSqliteStore({ path: ':memory:' })
  await store.ready()
  await store.close()
})
