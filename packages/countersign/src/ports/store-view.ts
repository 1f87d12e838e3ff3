import type { AdminToken } from './admin.ts'
import type { IntegrationRow, Switch } from './switch.ts'

/** How far the schema of a database is, for this program. */
export type SchemaState =
  /** There is no database yet, or none of ours. */
  | { readonly kind: 'none' }
  | { readonly kind: 'current' }
  /** The next start, or `migrate`, applies these. */
  | { readonly kind: 'behind'; readonly pending: readonly string[] }
  /** A newer program has migrated it. This one refuses to start. */
  | { readonly kind: 'newer'; readonly version: number; readonly known: number }

/** A look at a store by somebody who may change nothing, not even its schema. */
export interface StoreView {
  readonly schema: SchemaState
  /** How far the clock that decides when codes expire is ahead of this machine's. */
  readonly clockAheadMs: number
  /** What stops sending now. None unless the schema is current: then nobody can tell. */
  readonly stops:
    | {
        readonly switches: readonly Switch[]
        readonly integrations: readonly IntegrationRow[]
      }
    | undefined
  /** Every administrator's token there ever was. None if nobody can tell. */
  readonly admins: readonly AdminToken[] | undefined
}
