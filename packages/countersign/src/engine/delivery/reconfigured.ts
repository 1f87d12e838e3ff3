import type { Provider } from '../../ports/provider.ts'

/**
 * Makes a provider whose settings an administrator has changed. `settings` is the JSON text of its row
 * and replaces single settings of the configuration.
 *
 * @throws if the settings are not good: then the provider is not called
 */
export type Reconfigure = (integration: string, settings: string) => Provider

/** Settings of a row that says nothing. */
const unchanged = '{}'

/** Finds the provider for the settings that hold now. It is made anew only when they change. */
export const createReconfigured = (provider: Provider, reconfigure: Reconfigure | undefined) => {
  let newest: { readonly settings: string; readonly provider: Provider } | undefined
  return (settings: string): Provider => {
    if (settings === unchanged || reconfigure === undefined) return provider
    if (newest?.settings !== settings)
      newest = { settings, provider: reconfigure(provider.id, settings) }
    return newest.provider
  }
}
