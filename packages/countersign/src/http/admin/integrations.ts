import type { Channels } from '../../engine/delivery/deliver.ts'
import { createReconfigured, type Reconfigure } from '../../engine/delivery/reconfigured.ts'
import type { ChannelName, Provider } from '../../ports/provider.ts'
import type { IntegrationRow, IntegrationStore } from '../../ports/switch.ts'

/** Settings of an integration that replace those of the configuration. */
export type IntegrationSettings = Readonly<Record<string, unknown>>

/** What is wrong with which setting. Holds no value. */
export interface SettingFault {
  readonly path: string
  readonly message: string
}

/** What is wrong with settings that would replace those of the configuration; nothing if they are good. */
export type CheckSettings = (
  integration: string,
  settings: IntegrationSettings,
) => readonly SettingFault[]

/**
 * Names of the settings of an integration that the configuration file alone decides. They may hold a secret, so
 * they are neither kept nor shown.
 */
export type FixedSettings = (integration: string) => readonly string[]

/** An integration that the deployment uses. */
export interface UsedIntegration {
  readonly id: string
  readonly channels: readonly ChannelName[]
  faultsOf(settings: IntegrationSettings): readonly SettingFault[]
  /** What is kept and shown of settings. */
  changeable(settings: IntegrationSettings): IntegrationSettings
  /** The provider for the settings of a row. */
  providerFor(settings: string): Provider
}

/** The integrations that channels name, and their rows. */
export interface Integrations {
  find(id: string): UsedIntegration | undefined
  readonly ids: readonly string[]
  /** Their rows, which are made when they are first asked for. */
  rows(): Promise<readonly IntegrationRow[]>
}

const nothingToChange: CheckSettings = (integration, settings) =>
  Object.keys(settings).map((path) => ({ path, message: `${integration} has no such setting` }))

/** Finds the integrations of a deployment. */
export const createIntegrations = (
  store: IntegrationStore,
  {
    channels,
    checkSettings = nothingToChange,
    fixedSettings = () => [],
    reconfigure,
  }: {
    readonly channels: Channels
    readonly checkSettings?: CheckSettings
    readonly fixedSettings?: FixedSettings
    readonly reconfigure?: Reconfigure
  },
): Integrations => {
  const used = new Map<string, UsedIntegration>()
  for (const [channel, provider] of waysOf(channels)) {
    const { id } = provider
    const before = used.get(id)?.channels ?? []
    used.set(id, {
      id,
      channels: [...before, channel],
      faultsOf: (settings) => checkSettings(id, settings),
      changeable: (settings) => without(fixedSettings(id), settings),
      providerFor: createReconfigured(provider, reconfigure),
    })
  }
  const ids = [...used.keys()]
  return {
    ids,
    find: (id) => used.get(id),
    rows: async () => {
      const known = await store.list()
      const isKnown = (id: string) => known.some((row) => row.id === id)
      if (!ids.every(isKnown)) await store.ensure(ids)
      const rows = ids.every(isKnown) ? known : await store.list()
      return rows.filter(({ id }) => used.has(id))
    },
  }
}

const without = (names: readonly string[], settings: IntegrationSettings): IntegrationSettings =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)))

const waysOf = (channels: Channels) =>
  (Object.entries(channels) as [ChannelName, readonly Provider[] | undefined][]).flatMap(
    ([channel, providers = []]) => providers.map((provider) => [channel, provider] as const),
  )
