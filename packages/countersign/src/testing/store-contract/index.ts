import { apiKeyGuarantees } from './api-keys.ts'
import { codeGuarantees } from './codes.ts'
import type { ContractCase, CreateStoreUnderTest } from './contract-case.ts'
import { limitGuarantees } from './limits.ts'
import { resendGuarantees } from './resends.ts'

/**
 * Everything that every store must hold, as cases for any test runner.
 *
 * @example
 * for (const { title, run } of storeContract(createStoreUnderTest)) test(title, run)
 */
export const storeContract = (create: CreateStoreUnderTest): readonly ContractCase[] =>
  [...codeGuarantees, ...resendGuarantees, ...limitGuarantees, ...apiKeyGuarantees].map(
    ([title, check]) => ({
      title,
      run: async () => {
        const under = await create()
        try {
          await check(under)
        } finally {
          await under.store.close()
        }
      },
    }),
  )
