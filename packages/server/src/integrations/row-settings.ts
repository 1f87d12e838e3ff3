import type { IntegrationRow } from 'countersign'
import { integrationKinds } from './kinds.ts'

type Settings = Readonly<Record<string, unknown>>

/** Names of the settings that the configuration file alone decides. */
export const endpointSettingsOf = (id: string): readonly string[] =>
  integrationKinds.find((kind) => kind.id === id)?.endpointSettings ?? []

/**
 * Settings of an integration's row in the store replace those of the file, one by one. Endpoints are passed
 * over: they may stand there from before they were refused, or be written by hand.
 *
 * @throws SyntaxError if the text of the row is no JSON
 */
export const withRowSettings = (id: string, { file, row }: { file: unknown; row: string }) => {
  const changed: Settings = Object(JSON.parse(row))
  const endpoints = endpointSettingsOf(id)
  const counting = Object.entries(changed).filter(([name]) => !endpoints.includes(name))
  return { ...Object(file), ...Object.fromEntries(counting) }
}

/** What is to be said of each setting in a row that is passed over. Holds no value. */
export const ignoredSettings = ({
  id,
  settings,
}: Pick<IntegrationRow, 'id' | 'settings'>): readonly string[] =>
  endpointSettingsOf(id)
    .filter((name) => namesIn(settings).includes(name))
    .map(
      (name) =>
        `${id}: ${name} in the store is not used, because the configuration file alone decides where secrets and codes go`,
    )

/** A row that was changed by hand may hold anything. */
const namesIn = (settings: string): readonly string[] => {
  try {
    return Object.keys(Object(JSON.parse(settings)))
  } catch {
    return []
  }
}
