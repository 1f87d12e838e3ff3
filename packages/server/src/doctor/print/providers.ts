import type { SecretPlace } from '../../integrations/secrets.ts'
import { inWords } from '../account-in-words.ts'
import type { ProviderReport } from '../report.ts'
import { aligned } from './aligned.ts'

/** A provider and what it needs, a line each. */
export const providerLines = (provider: ProviderReport): readonly string[] => {
  const { id, channels, because, setup, secrets, reports, account } = provider
  const rows: readonly (readonly [string, string])[] = [
    ...secrets.map(({ name, place }) => [name, placeInWords(place)] as const),
    ...Object.entries(setup?.identity ?? {}),
    ...(setup === undefined
      ? []
      : ([
          ['product', setup.product],
          ['endpoint', endpointInWords(setup)],
          ['reports', reportsInWords[reports.kind]],
        ] as const)),
    ...(account === undefined ? [] : [['account', inWords(account)] as const]),
  ]
  const state = because.length === 0 ? 'on' : `OFF, by ${because.join(' and ')}`
  return [
    `${id} (${channels.join(', ')}): ${state}${setup === undefined ? `; ${withoutSetup(id)}` : ''}`,
    ...aligned(rows).map((line) => `  ${line}`),
  ]
}

const withoutSetup = (id: string): string =>
  id === 'console'
    ? 'shows codes at /dev/outbox and sends nothing'
    : 'its settings are missing or cannot be used'

const placeInWords = (place: SecretPlace): string => {
  switch (place.kind) {
    case 'file':
      return `set (${place.path})`
    case 'unreadable':
      return `CANNOT BE READ (${place.path})`
    case 'variable':
      return `set, in the plain variable ${place.variable}`
    case 'missing':
      return `MISSING (${place.path})`
  }
}

const endpointInWords = ({
  endpoint,
  vendorEndpoint,
  isVendor,
  isSandbox,
}: NonNullable<ProviderReport['setup']>): string => {
  const whose =
    vendorEndpoint === undefined ? 'your own' : isVendor ? "the vendor's own" : "NOT the vendor's"
  return `${endpoint} (${whose}, ${isSandbox === true ? 'SANDBOX: nothing is delivered' : 'live'})`
}

const reportsInWords: Readonly<Record<ProviderReport['reports']['kind'], string>> = {
  set_up: 'tells what became of messages',
  missing_secrets: 'cannot tell what became of messages: see the notes',
  never: 'never tells what became of messages',
}
