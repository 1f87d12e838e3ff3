import { expect, onTestFinished, test } from 'vitest'
import { createPostgresLog, createSqliteLog } from '../audit/audited-database.ts'
import { proveLog } from '../audit/prove-log.ts'
import { createRandom } from '../workload/random.ts'
import { createCleanup } from '../world/cleanup.ts'

/** The long form is `npm run prove -- --audit-events 1000000`. */
const events = 3_000

test.each(Object.entries({ sqlite: createSqliteLog, postgres: createPostgresLog }))(
  `F8 F2 of ${events} events on %s every one that somebody changes with SQL is named, and no other`,
  async (kind, createLog) => {
    const cleanup = createCleanup()
    onTestFinished(() => cleanup.run())
    const proven = await proveLog(await createLog(cleanup), {
      ...{ events, random: createRandom(`npm test ${kind}`) },
    })
    expect(proven.violations).toEqual([])
    expect(proven).toMatchObject({ events, checkpoints: 1 })
    expect(proven.changed).toBeGreaterThan(15)
  },
)
