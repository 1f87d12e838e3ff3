import type { AccountCheck, Policy, ProviderSetup } from 'countersign'
import { shownStoreUrl } from '../open-store.ts'
import { version } from '../version.ts'
import { findingsOf } from './checks/index.ts'
import type { Examined, ExaminedIntegration, ReportsOfDelivery } from './examined.ts'
import type { Finding } from './finding.ts'
import { howDeliveryFails } from './in-words/delivery-fails.ts'
import { howLockedPeopleGetBackIn } from './in-words/locked-out.ts'
import { howProvidersFail } from './in-words/provider-down.ts'
import {
  type CodeIs,
  integrationReasons,
  type PurposeState,
  purposeStates,
} from './purpose-state.ts'
import { servedRoutes } from './served-routes.ts'

/** Everything that `countersign doctor` says. There is no secret in it. */
export interface Report {
  readonly version: string
  readonly at: string
  readonly mode: 'production' | 'development'
  readonly store: string
  readonly isDangerous: boolean
  readonly findings: readonly Finding[]
  /** Whether the store could tell what is switched off. If not, the states below take it that nothing is. */
  readonly isStoreKnown: boolean
  readonly purposes: readonly PurposeReport[]
  readonly routes: readonly RouteReport[]
  readonly providers: readonly ProviderReport[]
  readonly inWords: {
    readonly providerDown: readonly string[]
    readonly deliveryFails: readonly string[]
    readonly lockedOut: readonly string[]
  }
}

/** Whether a purpose needs a code right now, and by which ways it would go. */
export type PurposeReport = Omit<PurposeState, 'policy'> & {
  readonly requires: 'nothing' | 'caller'
  readonly grants: Policy['grants']
}

/** A route that nobody passes without a code, for one purpose. */
export interface RouteReport {
  readonly method: string
  readonly path: string
  readonly purpose: string
  readonly codeIs: CodeIs
}

/** A provider and what it needs. */
export interface ProviderReport {
  readonly id: string
  readonly channels: readonly string[]
  /** Why it is off. Empty if it is on. */
  readonly because: readonly string[]
  readonly setup: (ProviderSetup & { readonly isVendor: boolean }) | undefined
  readonly secrets: ExaminedIntegration['secrets']
  readonly reports: ReportsOfDelivery
  readonly account: AccountCheck | undefined
}

/** Puts the report together. */
export const reportOn = (examined: Examined): Report => {
  const { config, nowMs, integrations } = examined
  const states = purposeStates(examined)
  const findings = findingsOf(examined)
  return {
    version,
    at: new Date(nowMs).toISOString(),
    mode: config.isProduction ? 'production' : 'development',
    store: shownStoreUrl(config.storeUrl),
    isDangerous: findings.some(({ level }) => level === 'danger'),
    findings,
    isStoreKnown: isStoreKnown(examined),
    purposes: states.map(({ policy: { requires, grants }, ...state }) => ({
      ...state,
      requires,
      grants,
    })),
    routes: routeReports(config, states),
    providers: integrations.map((integration) => ({
      ...toProviderReport(integration),
      because: integrationReasons(examined.stops, integration.id),
    })),
    inWords: {
      providerDown: howProvidersFail(examined, states),
      deliveryFails: howDeliveryFails(examined),
      lockedOut: howLockedPeopleGetBackIn(examined),
    },
  }
}

/** In a store that is not there yet nothing can be switched off. */
const isStoreKnown = ({ store }: Examined): boolean =>
  store.kind === 'seen' && ['current', 'none'].includes(store.view.schema.kind)

const routeReports = (
  config: Examined['config'],
  states: readonly PurposeState[],
): readonly RouteReport[] =>
  servedRoutes(config).flatMap(({ method, path, codeFor }) =>
    states
      .filter(({ name }) => codeFor === 'every purpose' || codeFor?.includes(name))
      .map(({ name, codeIs }) => ({ method: method.toUpperCase(), path, purpose: name, codeIs })),
  )

const toProviderReport = ({
  setup,
  provider: _,
  isEnabled: __,
  ...integration
}: ExaminedIntegration): Omit<ProviderReport, 'because'> => ({
  ...integration,
  setup: setup && {
    ...setup,
    isVendor: setup.vendorEndpoint !== undefined && setup.vendorEndpoint === setup.endpoint,
  },
})
