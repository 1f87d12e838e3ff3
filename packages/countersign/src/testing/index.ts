/**
 * For tests of your own: a clock to move, a provider that remembers, and the contract that a store of
 * your own must keep.
 *
 * @module
 */
export { createFakeClock, type FakeClock } from './fake-clock.ts'
export { createRecordingProvider, type RecordingProvider } from './recording-provider.ts'
export type {
  ContractCase,
  CreateStoreUnderTest,
  StoreUnderTest,
} from './store-contract/contract-case.ts'
export { storeContract } from './store-contract/index.ts'
