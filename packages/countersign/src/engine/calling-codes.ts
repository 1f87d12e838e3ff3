import { type CountryCode, getCountries, getCountryCallingCode } from 'libphonenumber-js/max'

/** The countries of each calling code. */
const countriesByCode = Map.groupBy(getCountries(), (country) =>
  Number(getCountryCallingCode(country)),
)

/** No calling code is the beginning of another (ITU-T E.164), so the first that fits is the one. */
export const callingCodeOf = (phone: string): number | undefined => {
  let code = 0
  for (let n = 1; n <= 3; n++) {
    code = code * 10 + Number(phone[n])
    if (countriesByCode.has(code)) return code
  }
  return undefined
}

/** The country of a phone, if its calling code belongs to one country alone. */
export const onlyCountryOf = (phone: string): CountryCode | undefined => {
  const code = callingCodeOf(phone)
  const countries = code === undefined ? undefined : countriesByCode.get(code)
  return countries?.length === 1 ? countries[0] : undefined
}
