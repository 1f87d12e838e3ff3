import { refusal } from '../../ports/refusal.ts'
import type { Policies } from '../policy.ts'
import type { Hooks } from './hooks.ts'

/**
 * Refuses purposes whose unknown recipients nobody could be asked for, or told.
 *
 * @throws CountersignError `invalid_configuration`
 */
export const checkHooks = (policies: Policies, { findRecipient }: Hooks): void => {
  const problems = Object.entries(policies).flatMap(([name, { unknownRecipients, channels }]) => {
    if (unknownRecipients === 'send') return []
    const key = `purposes.${name}.unknownRecipients`
    if (findRecipient === undefined) return [`${key}: needs the hook findRecipient`]
    const isEmail = channels.every((channel) => channel === 'email')
    return unknownRecipients === 'tell' && !isEmail
      ? [`${key}: "tell" is for purposes that go by email only`]
      : []
  })
  if (problems.length > 0) throw refusal(problems)
}
