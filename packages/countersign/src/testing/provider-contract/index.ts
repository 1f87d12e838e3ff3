import assert from 'node:assert/strict'
import type { ContractCase } from '../store-contract/contract-case.ts'
import { failingGuarantees } from './failing.ts'
import { sendingGuarantees } from './sending.ts'
import type { CreateProviderUnderTest, ServiceGuarantee } from './under-test.ts'

/**
 * Everything that every provider must hold, as cases for any test runner.
 *
 * @example
 * for (const { title, run } of providerContract(createProviderUnderTest)) test(title, run)
 */
export const providerContract = (
  create: CreateProviderUnderTest,
  {
    callsService = true,
  }: {
    /** `false` for a provider that calls nobody: what holds for services is left out. */
    readonly callsService?: boolean
  } = {},
): readonly ContractCase[] => {
  const own = sendingGuarantees.map(([title, check]): ServiceGuarantee => [title, check])
  const guarantees = callsService ? [...own, ...failingGuarantees] : own
  return guarantees.map(([title, check]) => ({
    title,
    run: async () => {
      const under = await create()
      try {
        if (callsService) assert.ok(under.service, 'there is no service under test')
        await check(under, under.service ?? noService)
      } finally {
        await under.close()
      }
    },
  }))
}

const noService = {
  secrets: [],
  paths: () => [],
  connections: () => 0,
  breakWith: () => assert.fail('there is no service to break'),
}
