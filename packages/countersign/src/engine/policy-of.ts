import { CountersignError } from '../ports/error.ts'
import type { Policies, Policy } from './policy.ts'

/**
 * The policy of a purpose.
 *
 * @throws CountersignError `invalid_request` if there is no such purpose
 */
export const policyOf = (policies: Policies, purpose: string): Policy => {
  const policy = Object.hasOwn(policies, purpose) ? policies[purpose] : undefined
  if (policy === undefined)
    throw new CountersignError('invalid_request', 'there is no such purpose', {
      cause: { path: 'purpose' },
    })
  return policy
}
