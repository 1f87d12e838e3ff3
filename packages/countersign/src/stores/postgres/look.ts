import { type Clock, systemClock } from '../../ports/clock.ts'
import type { StoreView } from '../../ports/store-view.ts'
import type { IntegrationRow } from '../../ports/switch.ts'
import { schemaStateOf } from '../schema-state.ts'
import { functionQuery } from './call-function.ts'
import { createTransact, type SendQuery } from './connections.ts'
import { checkServer, readServer, readVersion } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { toToken } from './operators/admins.ts'
import { toSwitch } from './operators/switches.ts'
import { asUnavailable } from './query-failure.ts'
import { endOwn, type PostgresTarget, poolOf, schemaOf } from './target.ts'

const lookWithinMs = 4000

const readTime = /* sql */ `
select (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms`

const readTable = /* sql */ `select to_regclass($1) is not null as is_there`

/**
 * Looks at a schema without changing anything, in a transaction that could not: it need not be there, and no
 * migration is applied.
 *
 * @throws CountersignError `unavailable` if the server cannot be reached
 * @throws CountersignError `invalid_configuration` if the server is too old, or the database not in UTF-8
 */
export const lookAtPostgres = async (
  target: PostgresTarget & {
    /** This machine's. */
    readonly clock?: Clock
  },
): Promise<StoreView> => {
  const { clock = systemClock } = target
  const schema = schemaOf(target)
  const pool = poolOf(target, 1)
  try {
    return await createTransact(
      pool,
      lookWithinMs,
    )(async (send) => {
      await send({ text: 'set transaction read only' })
      const [server] = await send({ text: readServer, values: [`"${schema}".schema_migrations`] })
      checkServer(server)
      const clockAheadMs = await aheadOf(clock, send)
      if (server?.['is_there'] !== true)
        return { schema: { kind: 'none' }, clockAheadMs, stops: undefined, admins: [] }
      return { clockAheadMs, ...(await read(send, schema)) }
    })
  } catch (error) {
    throw asUnavailable(error)
  } finally {
    await endOwn(target, pool)
  }
}

/** The answer is as old as the way back was long: the middle of both ways is the best guess. */
const aheadOf = async (clock: Clock, send: SendQuery): Promise<number> => {
  const beforeMs = clock.now()
  const [row] = await send({ text: readTime })
  return Math.round(Number(row?.['now_ms']) - (beforeMs + clock.now()) / 2)
}

const read = async (send: SendQuery, schema: string): Promise<Omit<StoreView, 'clockAheadMs'>> => {
  const [row] = await send({ text: readVersion(schema) })
  const state = schemaStateOf(Number(row?.['version']), migrations)
  if (state.kind === 'newer') return { schema: state, stops: undefined, admins: undefined }
  const [found] = await send({ text: readTable, values: [`"${schema}".admins`] })
  const admins =
    found?.['is_there'] === true
      ? (await send(functionQuery(schema, 'list_admins', []))).map(toToken)
      : []
  if (state.kind !== 'current') return { schema: state, stops: undefined, admins }
  const switches = await send(functionQuery(schema, 'list_switches', [null]))
  const integrations = await send(functionQuery(schema, 'list_integrations', []))
  return {
    schema: state,
    stops: {
      switches: switches.map(toSwitch),
      integrations: integrations.map((row) => row['integration'] as IntegrationRow),
    },
    admins,
  }
}
