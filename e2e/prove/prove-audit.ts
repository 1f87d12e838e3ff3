import {
  type AuditedDatabase,
  createPostgresLog,
  createSqliteLog,
} from '../audit/audited-database.ts'
import { type ProvenLog, proveLog } from '../audit/prove-log.ts'
import { createRandom } from '../workload/random.ts'
import { type Cleanup, createCleanup } from '../world/cleanup.ts'
import type { ProveOptions } from './program.ts'

const logs: Readonly<
  Record<'sqlite' | 'postgres', (cleanup: Cleanup) => Promise<AuditedDatabase>>
> = { sqlite: createSqliteLog, postgres: createPostgresLog }

const kinds = ['sqlite', 'postgres'] as const

/** Proves audit logs of that many events. @returns the exit code */
export const proveAudit = async (
  { store, seed }: Pick<ProveOptions, 'store' | 'seed'>,
  events: number,
): Promise<number> => {
  let violations = 0
  for (const kind of kinds.filter((one) => store === 'all' || store === one)) {
    const cleanup = createCleanup()
    try {
      const proven = await proveLog(await logs[kind](cleanup), {
        ...{ events, random: createRandom(`${seed} ${kind}`) },
      })
      violations += proven.violations.length
      process.stdout.write(`${describe(kind, proven)}\n`)
    } finally {
      await cleanup.run()
    }
  }
  return violations === 0 ? 0 : 1
}

const describe = (
  kind: string,
  { events, checkpoints, verifySeconds, megabytes, changed, violations }: ProvenLog,
): string =>
  [
    `${kind}: ${events} events and ${checkpoints} checkpoints checked in ${verifySeconds.toFixed(1)} s, ${megabytes} MB`,
    `${kind}: ${changed} rows changed with SQL, violations: ${violations.length}`,
    ...violations,
  ].join('\n')
