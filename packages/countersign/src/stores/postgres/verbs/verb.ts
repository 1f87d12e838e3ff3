import type { EnabledIntegration, KeyedClaims } from '../../../ports/store.ts'
import type { draftOf } from '../encode.ts'
import type { GroupKind } from '../groups.ts'
import type { packRoute } from '../routes.ts'
import type { TakenKey } from '../windows.ts'

/** A verb on its way into a batch. */
export interface Verb<Result> {
  /** The request as `run_batch` reads it, without its limits. */
  readonly request: Readonly<Record<string, unknown>>
  /** What must be on for it. */
  readonly route?: ReturnType<typeof packRoute>
  /** What it is in a group, if it is of the usual kind that a group can run. */
  readonly groupKind?: GroupKind | undefined
  /** Its event, written by what it comes to. */
  readonly event: ReturnType<typeof draftOf>
  /** Further events, written behind its own by what came of its parts. */
  readonly further?: readonly ReturnType<typeof draftOf>[]
  /** Its recipient. Verbs are run in the order of recipients. */
  readonly recipient: bigint
  /** Rows that it may change, to be locked before the batch begins. */
  readonly challenge: bigint
  /** Its challenge stays as it is, and need not be locked. */
  readonly leavesChallenge?: boolean
  readonly failures?: bigint
  /** Users that it may change, by id or by what they are known by. */
  readonly users?: { readonly ids: readonly string[]; readonly hashes: readonly string[] }
  /** Limits that it takes one from. */
  readonly limits: readonly KeyedClaims[]
  /** Limits that it gives one back to. */
  readonly givesBack?: readonly KeyedClaims[]
  /** Reads what `run_batch` answered. */
  readonly read: (answer: VerbAnswer, state: BatchState) => Result
}

/** What `run_batch` answers for a verb; each verb knows the rest of its own. */
export interface VerbAnswer {
  readonly kind: string
  /** Whether it used one of each of its limits. */
  readonly hasTaken?: true
}

/** What all verbs of a batch share, as one of them sees it. */
export interface BatchState {
  readonly nowMs: number
  /** Those of its route that are on. */
  readonly integrations: readonly EnabledIntegration[]
  /** Its limits, in its order. */
  readonly keys: readonly TakenKey[]
  /** Where a key of the batch is among its limits. */
  readonly placeOf: (key: number) => number
}
