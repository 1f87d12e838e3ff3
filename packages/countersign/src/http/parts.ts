import type { Auditor } from '../engine/audit/auditor.ts'
import type { Engine } from '../engine/engine.ts'
import type { Log } from '../ports/log.ts'
import type { Outbox } from '../ports/outbox.ts'
import type { Store } from '../ports/store.ts'
import type { AdminParts } from './admin/admin-parts.ts'
import type { Callback } from './callback.ts'
import type { ReadCaller } from './caller.ts'
import type { ClientAddress } from './client-address.ts'
import type { ReadSession } from './session/read-session.ts'
import type { Pages } from './session/sender.ts'

/** What exists only in development: it shows codes. */
export interface Development {
  readonly outbox: Outbox
  /** Host of the public URL: codes are shown under this name too. */
  readonly host?: string
}

/** What the routes share. */
export interface HttpParts {
  readonly engine: Engine
  readonly store: Store
  readonly readCaller: ReadCaller
  readonly brand: string
  /** Language of pages that no message leads to. */
  readonly defaultLocale: string | undefined
  readonly development: Development | undefined
  /** Providers that report delivery states. */
  readonly callbacks: readonly Callback[]
  readonly auditor: Auditor
  /** For the routes of administrators, if there are to be any. */
  readonly admin: AdminParts | undefined
  /** Whether `/` is ours. */
  readonly hasHome: boolean
  readonly log: Log
  /** Where people sign in. */
  readonly pages: Pages
  readonly readSession: ReadSession
  readonly clientAddress: ClientAddress
  /** In which country the sign-in API reads phones. */
  readonly defaultCountry: string
}
