import {
  builtInPurposes,
  defaultPolicy,
  effectivePolicies,
  isCountersignError,
  type PolicySources,
} from 'countersign'
import { describe, expect, test } from 'vitest'

const channels: PolicySources['channels'] = { sms: ['console'], email: ['console'] }

const policies = (sources: Partial<PolicySources>) =>
  effectivePolicies({ templates: {}, purposes: {}, channels, ...sources })

const refusal = (sources: Partial<PolicySources>) => {
  try {
    policies(sources)
  } catch (error) {
    return isCountersignError(error, 'invalid_configuration') ? error.message : String(error)
  }
  return 'accepted'
}

describe('policies are data', () => {
  test('E1 the built-in purposes are there without a line of configuration', () => {
    expect(policies({})).toEqual(builtInPurposes)
  })

  test('E1 a new purpose starts from the defaults, a built-in one from itself', () => {
    const made = policies({ purposes: { refund: { digits: 8 }, login: { maxAttempts: 5 } } })
    expect(made['refund']).toEqual({ ...defaultPolicy, digits: 8 })
    expect(made['login']).toEqual({ ...builtInPurposes['login'], maxAttempts: 5 })
  })

  test('E1 a purpose extends a template, which extends a purpose; its own keys win', () => {
    const made = policies({
      templates: { strict: { extends: 'login', digits: 8, resendSeconds: 120 } },
      purposes: { payout: { extends: 'strict', resendSeconds: 90 } },
    })
    expect(made['payout']).toEqual({ ...builtInPurposes['login'], digits: 8, resendSeconds: 90 })
    expect(made['strict']).toBeUndefined()
  })

  test('E1 extending something that is not there, or itself, is refused by name', () => {
    expect(refusal({ purposes: { payout: { extends: 'nothing' } } })).toBe(
      'purposes.payout.extends: there is no template or purpose "nothing"',
    )
    const round = { a: { extends: 'b' }, b: { extends: 'a' } }
    expect(refusal({ templates: round, purposes: { payout: { extends: 'a' } } })).toContain(
      'goes round',
    )
  })

  test('E1 a built-in purpose can be left out, and still be extended', () => {
    const made = policies({
      withoutPurposes: ['phone', 'login'],
      purposes: { payout: { extends: 'login' } },
    })
    expect(Object.keys(builtInPurposes).filter((name) => !(name in made))).toEqual([
      'login',
      'phone',
    ])
    expect(made['payout']).toEqual(builtInPurposes['login'])
  })

  test('E1 leaving out what is not built in, or what is configured, is refused', () => {
    expect(refusal({ withoutPurposes: ['payout'] })).toBe(
      'withoutPurposes: there is no built-in purpose "payout"',
    )
    expect(refusal({ withoutPurposes: ['constructor'] })).toBe(
      'withoutPurposes: there is no built-in purpose "constructor"',
    )
    expect(refusal({ purposes: { payout: { extends: 'constructor' } } })).toBe(
      'purposes.payout.extends: there is no template or purpose "constructor"',
    )
    const both = { withoutPurposes: ['login'], purposes: { login: { digits: 8 } } }
    expect(refusal(both)).toBe(
      'withoutPurposes: login is configured under purposes; take it out of one of them',
    )
  })

  test('A4 a purpose that alone lets somebody in cannot be skipped', () => {
    const skip = { whenDisabled: 'skip' } as const
    for (const purposes of [{ sign_in: skip }, { door: { ...skip, grants: 'session' } as const }])
      expect(refusal({ purposes })).toMatch(/whenDisabled: "skip" would .*; set "refuse"$/)
    expect(refusal({ purposes: { login: skip, quote: skip } })).toBe('accepted')
  })

  test('C7 the purpose of the sign-in API must open a session', () => {
    for (const grants of ['proof', 'contact'] as const)
      expect(refusal({ purposes: { sign_in: { grants } } })).toBe(
        'purposes.sign_in.grants: must be "session": the sign-in API begins one',
      )
  })

  test('C6 a purpose whose channel is not configured is refused, a built-in one is left out', () => {
    const sms: PolicySources['channels'] = { sms: ['console'] }
    expect(policies({ channels: sms })['email_quote']).toBeUndefined()
    expect(policies({ channels: sms })['sign_in']?.channels).toEqual(['sms'])
    expect(refusal({ channels: sms, purposes: { quote: { channels: ['email'] } } })).toBe(
      'purposes.quote.channels: channels.email is not configured',
    )
  })
})
