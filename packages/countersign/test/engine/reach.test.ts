import { type LogFields, type PhonePrefixes, readEmail, readPhone, silentLog } from 'countersign'
import fc from 'fast-check'
import examples from 'libphonenumber-js/examples.mobile.json'
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import { describe, expect, test } from 'vitest'
import { createReachOf } from '../../src/engine/reach.ts'
import { createDeployment, stores } from '../support/deployment.ts'

const reasonFor = (typed: string, countries?: readonly string[], phonePrefixes?: PhonePrefixes) => {
  const recipient = readPhone(typed) ?? readEmail(typed)
  return recipient && createReachOf({ countries, phonePrefixes })(recipient).unreachable
}

describe('F4 text messages go to the countries and lines that are served', () => {
  const served = ['GH', 'IN', 'US']

  test.each([
    ['Ghana mobile', '+233244123456', undefined],
    ['India mobile', '+919876543210', undefined],
    ['United States, fixed or mobile', '+14155552671', undefined],
    ['an email address', 'ama@example.com', undefined],
    ['SP-01 Bahamas, calling code +1', '+12423591234', 'country'],
    ['SP-01 Jamaica, calling code +1', '+18762101234', 'country'],
    ['Britain', '+447911123456', 'country'],
    ['SP-02 Ghana fixed line', '+233302123456', 'landline'],
    ['SP-02 Ghana toll-free', '+233800123456', 'line_type'],
    ['SP-02 United States premium', '+19002345678', 'line_type'],
    ['SP-02 satellite +881', '+881612345678', 'no_country'],
    ['SP-02 satellite +870', '+870773111632', 'no_country'],
    ['SP-02 international premium +979', '+979123456789', 'no_country'],
    ['a number that nobody has', '+233111111111', 'line_type'],
  ])('%s', (_what, recipient, reason) => {
    expect(reasonFor(recipient, served)).toBe(reason)
  })

  test('a number is read as the phone library reads it, whatever its country and its length', () => {
    const countries = getCountries()
    const served = countries.filter((_country, n) => n % 2 === 0)
    const phones = fc
      .tuple(fc.constantFrom(...countries), fc.array(fc.nat(9), { minLength: 4, maxLength: 12 }))
      .map(([country, digits]) => ({ country, digits }))
    const mobile = ({ country, digits }: { country: CountryCode; digits: readonly number[] }) => {
      const national = getExampleNumber(country, examples)?.nationalNumber ?? ''
      // Some digits of a number that exists are changed, and some added or taken away.
      const changed = digits.map((digit, n) => (digit < 5 ? national[n] : digit) ?? digit)
      return `+${getCountryCallingCode(country)}${changed.join('')}`
    }
    fc.assert(
      fc.property(phones.map(mobile), (typed) => {
        const parsed = parsePhoneNumberFromString(typed)
        const type = parsed?.isValid() ? parsed.getType() : undefined
        const isMobile = type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE'
        fc.pre(readPhone(typed) !== undefined && parsed?.country !== undefined)
        const isServed = parsed?.country !== undefined && served.includes(parsed.country)
        const otherLine = parsed?.getType() === 'FIXED_LINE' ? 'landline' : 'line_type'
        const line = isMobile ? undefined : otherLine
        expect(reasonFor(typed, served)).toBe(isServed ? line : 'country')
      }),
      { numRuns: 5000 },
    )
  })

  test('without a list every country is served, and premium lines nowhere', () => {
    expect(reasonFor('+447911123456')).toBeUndefined()
    expect(reasonFor('+19002345678')).toBe('line_type')
    expect(reasonFor('+33891123456')).toBe('line_type')
  })

  test.each([
    ['a range that is too new to be known', '+233111111111', undefined],
    ['a number of a country that is not served', '+447911123456', undefined],
    ['a number outside the range', '+233211111111', 'line_type'],
    ['a number that begins with a denied part of an allowed range', '+233119911111', 'prefix'],
    ['a served number that begins with denied digits', '+233244123456', 'prefix'],
    ['a premium line', '+19002345678', 'line_type'],
    ['SP-02 satellite', '+881612345678', 'no_country'],
  ])('the deployment may judge by the first digits: %s', (_what, recipient, reason) => {
    const allow = ['+23311', '+44', '+1900']
    expect(reasonFor(recipient, served, { allow, deny: ['+233119', '+233244'] })).toBe(reason)
  })

  test('digits that are denied are denied without a list of countries as well', () => {
    expect(reasonFor('+447911123456', undefined, { deny: ['+4479'] })).toBe('prefix')
  })
})

describe.each(Object.entries(stores))('out of reach on the %s store', (_name, store) => {
  test('B6 a number that is not served causes no provider call, and the caller cannot tell', async () => {
    const under = await createDeployment({ store, countries: ['GH'] })
    const ask = (phone_e164: string) =>
      under.post(
        '/api/otp/send',
        { purpose: 'sign_in', phone_e164 },
        { peer: phone_e164.slice(-9) },
      )
    const [served, refused] = [await ask('+233244123456'), await ask('+12423591234')]
    expect([refused.status, [...refused.headers]]).toEqual([served.status, [...served.headers]])
    expect(await refused.text()).toBe(await served.text())
    expect(under.provider.messages).toHaveLength(1)
    expect((await ask('+12423591234')).status).toBe(429)
    expect((await ask('+233244123456')).status).toBe(429)
  })

  test('B6 only the log says that a number is a landline, and not which', async () => {
    const lines: LogFields[] = []
    const log = { ...silentLog, warn: (fields: LogFields) => void lines.push(fields) }
    const under = await createDeployment({ store, log, countries: ['GH'] })
    const body = { purpose: 'login', phone_e164: '+233302123456' }
    const answer = await under.post('/api/otp/send', body)
    expect([answer.status, under.provider.messages]).toEqual([200, []])
    expect(lines).toEqual([{ purpose: 'login', to: '+233•••56', reason: 'landline' }])
  })
})
