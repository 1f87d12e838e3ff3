/**
 * For tests of your own: a clock to move, a provider that remembers, and the contracts that a store
 * and a provider of your own must keep.
 *
 * @module
 */
export { createFakeClock, type FakeClock } from './fake-clock.ts'
export { providerContract } from './provider-contract/index.ts'
export type {
  Arrived,
  CreateProviderUnderTest,
  ProviderUnderTest,
  ServiceTrouble,
  ServiceUnderTest,
} from './provider-contract/under-test.ts'
export { createRecordingProvider, type RecordingProvider } from './recording-provider.ts'
export type {
  ContractCase,
  CreateStoreUnderTest,
  StoreUnderTest,
} from './store-contract/contract-case.ts'
export { storeContract } from './store-contract/index.ts'
