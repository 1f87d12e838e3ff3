import type { Clock } from '../../ports/clock.ts'
import type { Policy } from '../policy.ts'
import type { SessionSettings } from '../session/settings.ts'
import type { CallerSession } from './granting.ts'

/**
 * Whether a session is too old to change whose account it is. A token that was taken from a browser left
 * open would otherwise become the whole account: the thief's phone signs in, and the owner's no more.
 */
export const isStale = (
  { clock, sessionSettings }: { readonly clock: Clock; readonly sessionSettings: SessionSettings },
  { session }: { readonly session?: CallerSession | undefined },
  { grants }: Policy,
): boolean =>
  grants === 'contact' &&
  session?.beganAtMs !== undefined &&
  clock.now() - session.beganAtMs > sessionSettings.changeContactWithinSeconds * 1000
