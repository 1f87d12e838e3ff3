import { getCountries } from 'libphonenumber-js/max'
import type { Check, Finding } from '../finding.ts'

const area = 'countries'

/** Nobody serves so many by choice. */
const manyCountries = 60

/** Where text messages may go: an open list is an invitation to run up the bill. */
export const checkCountries: Check = ({ config }) => {
  const { countries, channels, isProduction } = config
  const sendsText = channels.sms !== undefined || channels.whatsapp !== undefined
  if (!sendsText || (countries === undefined && isProduction)) return []
  if (countries === undefined) return [every('countries: is not set', isProduction)]
  const count = new Set(countries).size
  if (count === getCountries().length) return [every('countries: lists them all', isProduction)]
  return count > manyCountries
    ? [{ area, level: 'warning', sentence: `countries: lists ${count} of them`, hint }]
    : [{ area, level: 'ok', sentence: `countries: ${countries.join(', ')}` }]
}

const hint = 'list those that your people live in: strangers earn money by messages to others'

const every = (why: string, isProduction: boolean): Finding => ({
  area,
  level: isProduction ? 'danger' : 'note',
  sentence: `${why}: text messages go to every country`,
  hint,
})
