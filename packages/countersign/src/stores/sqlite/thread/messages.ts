import type { MessagePort } from 'node:worker_threads'
import type { SqliteStoreOptions } from '../index.ts'
import type { Failure } from './failure.ts'

/** What the thread is started with. */
export interface ThreadOptions extends Omit<SqliteStoreOptions, 'clock'> {
  /** The time comes with the calls. Else it is the machine's. */
  readonly isTimeTold: boolean
}

/** Verbs that go to the thread together. */
export interface Calls {
  /** The time, if it is told. */
  readonly nowMs: number | undefined
  readonly calls: readonly Call[]
}

/** A verb by its name, such as `proofs.redeem`, and the number that its answer will carry. */
export type Call = readonly [id: number, verb: string, request: unknown]

/** What the thread says first. The verbs are those that the store has. */
export type Opening =
  | { readonly kind: 'opened'; readonly verbs: readonly string[] }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What became of a verb. Everything that the thread says later is a list of these. */
export type Answer = readonly [id: number, result: unknown, failure?: Failure]

/** A function of the other thread. */
export interface RemoteFunction {
  readonly port: MessagePort
  /** Goes up by one for each answer. In memory that both threads share. */
  readonly answered: Int32Array
}
