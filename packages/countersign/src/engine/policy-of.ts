import { CountersignError } from '../ports/error.ts'
import type { Policies, Policy } from './policy.ts'

/** The policy of a purpose, if there is such a purpose. */
export const findPolicy = (policies: Policies, purpose: string): Policy | undefined =>
  Object.hasOwn(policies, purpose) ? policies[purpose] : undefined

/**
 * The policy of a purpose.
 *
 * @throws CountersignError `invalid_request` if there is no such purpose
 */
export const policyOf = (policies: Policies, purpose: string): Policy => {
  const policy = findPolicy(policies, purpose)
  if (policy === undefined)
    throw new CountersignError('invalid_request', 'there is no such purpose', {
      cause: { path: 'purpose' },
    })
  return policy
}
