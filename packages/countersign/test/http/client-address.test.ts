import { describe, expect, test } from 'vitest'
import { createClientAddress, limiterAddress } from '../../src/http/client-address.ts'

describe('J2 limits count the true peer', () => {
  const direct = createClientAddress([])
  const behindProxy = createClientAddress(['10.0.0.0/8', 'fd00::/8'])

  test('without a trusted proxy the header means nothing', () => {
    expect(direct({ peer: '203.0.113.9', forwardedFor: '198.51.100.1' })).toBe('203.0.113.9')
    expect(behindProxy({ peer: '203.0.113.9', forwardedFor: '198.51.100.1' })).toBe('203.0.113.9')
  })

  test('behind trusted proxies the right-most address that is none of them counts', () => {
    const forwardedFor = '1.2.3.4, 198.51.100.1, 10.1.1.1'
    expect(behindProxy({ peer: '10.0.0.7', forwardedFor })).toBe('198.51.100.1')
    expect(behindProxy({ peer: '::ffff:10.0.0.7', forwardedFor })).toBe('198.51.100.1')
    expect(behindProxy({ peer: 'fd00::1', forwardedFor })).toBe('198.51.100.1')
  })

  test('rubbish ends the walk at the last proxy, so it gains nobody a new address', () => {
    expect(behindProxy({ peer: '10.0.0.7', forwardedFor: '198.51.100.1, rubbish' })).toBe(
      '10.0.0.7',
    )
    expect(behindProxy({ peer: '10.0.0.7', forwardedFor: '' })).toBe('10.0.0.7')
    expect(behindProxy({ peer: '10.0.0.7', forwardedFor: null })).toBe('10.0.0.7')
  })

  test('a missing peer is one shared address, not none', () => {
    expect(direct({ peer: undefined, forwardedFor: '198.51.100.1' })).toBe('unknown')
  })
})

describe('J2 one subscriber is one address', () => {
  test.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['::ffff:198.51.100.1', '198.51.100.1'],
    ['198.51.100.1', '198.51.100.1'],
    ['nonsense', undefined],
  ])('%s counts as %s', (address, counted) => {
    expect(limiterAddress(address)).toBe(counted)
  })
})
