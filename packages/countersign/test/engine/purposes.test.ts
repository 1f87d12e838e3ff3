import { builtInPurposes } from 'countersign'
import { expect, test } from 'vitest'

test.each(['register', 'login', 'reset'])(
  'A5 A6 %s: 6 digits, 5 minutes, 3 attempts',
  (purpose) => {
    expect(builtInPurposes[purpose]).toMatchObject({
      channels: ['sms'],
      digits: 6,
      ttlSeconds: 300,
      maxAttempts: 3,
    })
  },
)

test('C3 sign_in: 6 digits, 10 minutes, 5 attempts, 60 s cool-down, limits per address', () => {
  expect(builtInPurposes['sign_in']).toMatchObject({
    digits: 6,
    ttlSeconds: 600,
    maxAttempts: 5,
    resendSeconds: 60,
  })
  expect(builtInPurposes['sign_in']?.limits).toEqual(
    expect.arrayContaining([
      { per: 'ip', on: 'send', max: 3, seconds: 900 },
      { per: 'ip', on: 'verify', max: 10, seconds: 900 },
    ]),
  )
})

test('D3 D10 verify_phone is open, step_up needs a caller', () => {
  expect(builtInPurposes['verify_phone']?.requires).toBe('nothing')
  expect(builtInPurposes['step_up']?.requires).toBe('caller')
})

test('E2 phone: 5-minute cool-down', () => {
  expect(builtInPurposes['phone']).toMatchObject({ channels: ['sms'], resendSeconds: 300 })
})

test.each(['phone', 'email_quote', 'email_supplier'])(
  'E6 %s: 3 verifications an hour and recipient, 5 attempts per code',
  (purpose) => {
    expect(builtInPurposes[purpose]?.maxAttempts).toBe(5)
    expect(builtInPurposes[purpose]?.limits).toContainEqual({
      per: 'recipient',
      on: 'verify',
      max: 3,
      seconds: 3600,
    })
  },
)

test('E3 email_quote has a daily limit', () => {
  expect(builtInPurposes['email_quote']?.limits).toContainEqual({
    per: 'recipient',
    on: 'send',
    max: 5,
    seconds: 86_400,
  })
})

test('E3 quotes and suppliers must use an address that they keep, other purposes take any', () => {
  const refusing = Object.entries(builtInPurposes).filter(
    ([, { disposable }]) => disposable === 'refuse',
  )
  expect(refusing.map(([name]) => name)).toEqual(['email_quote', 'email_supplier'])
})
