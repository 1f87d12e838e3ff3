import type { Store } from '../../ports/store.ts'
import type { FakeClock } from '../fake-clock.ts'

/** One guarantee, ready for any test runner. */
export interface ContractCase {
  /** The guarantee in a sentence, with the row or invariant it stands for. */
  readonly title: string
  /** Rejects if the store breaks the guarantee. */
  run(): Promise<void>
}

/** A store under test and the clock it was given. */
export interface StoreUnderTest {
  readonly store: Store
  readonly clock: FakeClock
}

/** Makes an empty store that takes its time from a fake clock. */
export type CreateStoreUnderTest = () => Promise<StoreUnderTest>

/** A guarantee, given a store. */
export type Guarantee = readonly [title: string, check: (under: StoreUnderTest) => Promise<void>]
