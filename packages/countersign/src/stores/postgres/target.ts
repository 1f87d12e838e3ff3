import { CountersignError } from '../../ports/error.ts'
import type { PostgresPool } from './connections.ts'
import { createPool } from './pool.ts'

/** Where the tables are. */
export type PostgresTarget = {
  /** Schema of our tables and functions; it is made if it is missing. `countersign` if left out. */
  readonly schema?: string
} & (
  | { readonly url: string; readonly pool?: undefined }
  /** A pool of `pg` that you made and will end, with time-outs of your choice. */
  | { readonly pool: PostgresPool; readonly url?: undefined }
)

const defaultSchema = 'countersign'

/**
 * The schema of a target.
 *
 * @throws CountersignError `invalid_configuration` if it is no plain name
 */
export const schemaOf = ({ schema = defaultSchema }: PostgresTarget): string => {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema
  throw new CountersignError(
    'invalid_configuration',
    'the schema must be a name of small letters, digits and underscores',
  )
}

/** The pool that was handed to us, or one of our own. */
export const poolOf = (target: PostgresTarget, connections: number): PostgresPool =>
  target.url === undefined ? target.pool : createPool({ url: target.url, connections })

/** A pool that was handed to us is not ours to end. */
export const endOwn = async (target: PostgresTarget, pool: PostgresPool): Promise<void> => {
  if (target.url !== undefined) await pool.end()
}
