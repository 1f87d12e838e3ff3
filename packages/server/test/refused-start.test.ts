import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from './support/command.ts'
import { createDatabase } from './support/postgres-database.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** Much less than connections to a database lie idle before they are closed. */
const soonMs = 25_000

test('L4 a start that is refused for its port lets go of PostgreSQL and ends', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => new Promise((resolve) => taken.close(() => resolve())))
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const env = { PORT: String(port), STORE_URL: await createDatabase() }
  const startedAtMs = performance.now()
  const { exitCode, stderr } = await runCommand(['serve'], { folder: temporaryFolder(), env })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('(EADDRINUSE)')
  expect(performance.now() - startedAtMs).toBeLessThan(soonMs)
}, 90_000)
