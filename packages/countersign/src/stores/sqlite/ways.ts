import type { DatabaseSync } from 'node:sqlite'
import type { EnabledIntegration } from '../../ports/store.ts'
import type { SendingRoute, Switch } from '../../ports/switch.ts'
import { openWays, type SwitchBoard } from '../open-ways.ts'
import { switchesOfIntegrations } from './sql/integrations.sql.ts'
import { liveSwitches } from './sql/switches.sql.ts'
import { prepareAll } from './statement.ts'

/** What is switched on, for the verbs of one transaction. */
export interface Ways {
  /** The integrations of a route that are on, in its order. */
  of(route: SendingRoute): readonly EnabledIntegration[]
  /** A verb of this transaction may have switched something: look again. */
  forget(): void
}

/**
 * Prepares {@link Ways} for one transaction after the other.
 *
 * Switches are read once in a transaction, when its first verb asks: it holds the write lock, so nobody
 * else switches anything before it ends, and what it decided is committed before a later switch is.
 */
export const createWays = (database: DatabaseSync): ((nowMs: number) => Ways) => {
  const switches = prepareAll(database, liveSwitches)
  const integrations = prepareAll(database, switchesOfIntegrations)

  const read = (nowMs: number): SwitchBoard => ({
    switches: switches({ now: nowMs }).map((row) => ({
      scope: String(row['scope']) as Switch['scope'],
      target: row['target'] === null ? null : String(row['target']),
    })),
    integrations: new Map(
      integrations({}).map((row) => [
        String(row['id']),
        { otpEnabled: row['otp_enabled'] === 1, settings: String(row['settings']) },
      ]),
    ),
  })

  return (nowMs) => {
    let board: SwitchBoard | undefined
    return {
      of: (route) => {
        board ??= read(nowMs)
        return openWays(route, board)
      },
      forget: () => {
        board = undefined
      },
    }
  }
}
