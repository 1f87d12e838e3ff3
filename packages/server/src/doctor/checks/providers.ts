import type { ProviderSetup } from 'countersign'
import { inWords } from '../account-in-words.ts'
import type { ExaminedIntegration } from '../examined.ts'
import type { Check, Finding } from '../finding.ts'
import { isLoopback } from '../loopback.ts'

const area = 'providers'

/** Where messages would go, and whether the providers would take them. */
export const checkProviders: Check = ({ config, integrations }) =>
  integrations.flatMap((integration) => [
    ...setupFindings(integration, config.isProduction),
    ...accountFindings(integration),
  ])

const setupFindings = (
  { id, setup }: ExaminedIntegration,
  isProduction: boolean,
): readonly Finding[] => {
  if (setup === undefined) return []
  const { isSandbox, isInTheClear } = setup
  return [
    ...(isSandbox === true && !isProduction
      ? [note(`${id}: is in sandbox mode: messages are taken and never delivered`)]
      : []),
    ...(isInTheClear === true
      ? [warning(`${id}: codes may travel unencrypted to ${setup.endpoint}`)]
      : []),
    ...endpointFindings(id, setup, isProduction),
  ]
}

const endpointFindings = (
  id: string,
  { endpoint, vendorEndpoint }: ProviderSetup,
  isProduction: boolean,
): readonly Finding[] => {
  if (vendorEndpoint === undefined || vendorEndpoint === endpoint) return []
  const sentence = `${id}: leads to ${endpoint} and not to the vendor (${vendorEndpoint})`
  if (!isProduction) return [note(sentence)]
  return isLoopback(new URL(endpoint).hostname)
    ? [{ area, level: 'danger', sentence: `${sentence}: a fake on this machine sends nothing` }]
    : [warning(sentence)]
}

/** Classes after which a provider refuses everything until somebody acts. */
const untilSomebodyActs = new Set<string>(['config', 'funds'])

const accountFindings = ({ id, account }: ExaminedIntegration): readonly Finding[] => {
  if (account === undefined) return []
  if (account.kind === 'ok') return [{ area, level: 'ok', sentence: `${id}: ${inWords(account)}` }]
  const level = untilSomebodyActs.has(account.because) ? 'danger' : 'warning'
  return [
    {
      area,
      level,
      sentence: `${id}: ${inWords(account)}`,
      hint: 'docs/guide/providers says what each class means',
    },
  ]
}

const note = (sentence: string): Finding => ({ area, level: 'note', sentence })
const warning = (sentence: string): Finding => ({ area, level: 'warning', sentence })
