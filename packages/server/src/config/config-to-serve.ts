import { readKeyRing } from 'countersign/keys'
import { createCaptcha } from '../captcha/create-captcha.ts'
import { createIntegrations } from '../integrations/create-integrations.ts'
import { lookAtStore } from '../open-store.ts'
import { type Config, type ConfigSource, type ReadConfig, readConfig } from './config.ts'
import { linesOf, refusal, refusedFor } from './refusal.ts'

/**
 * Reads the configuration for a server, and names all that stands in the way of a start at once: settings,
 * secrets, and in production also keys and an administrator. Nothing is changed by that. Settings that make no
 * sense by themselves are named first, and nothing else with them.
 *
 * @throws CountersignError `invalid_configuration`
 */
export const loadConfigToServe = async (source: ConfigSource): Promise<Config> => {
  const read = await readConfig(source)
  const { config, problems } = read
  const { secretsDir, isProduction } = config
  const sources = { secretsDir, isProduction, env: source.env }
  const lines = [
    ...problems,
    ...(isProduction ? missingKeys(read) : []),
    ...refusedFor(() => createIntegrations(config, sources)),
    ...refusedFor(() => createCaptcha(config, sources)),
    ...(isProduction ? await missingAdministrator(config) : []),
  ]
  if (lines.length > 0) throw refusal([...new Set(lines)])
  return config
}

/** Where nobody has said where the keys are, that is what is missing. */
const missingKeys = ({ file, config }: ReadConfig): readonly string[] =>
  file.secretsDir === undefined ? [] : refusedFor(() => readKeyRing(config.secretsDir))

/** Whoever would have to switch something off at night must not have to make themselves a token first. */
export const noAdministrator =
  'admin: there is no administrator; make one with "countersign admin create NAME"'

/** One who was revoked, or whose token has expired, will do: a server that has run must come up again. */
const missingAdministrator = async ({ storeUrl }: Config): Promise<readonly string[]> => {
  try {
    const { admins } = await lookAtStore(storeUrl)
    return admins?.length === 0 ? [noAdministrator] : []
  } catch (error) {
    return linesOf(error)
  }
}
