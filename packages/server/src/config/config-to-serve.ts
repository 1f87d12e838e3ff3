import type { Captcha } from 'countersign'
import { readKeyRing } from 'countersign/keys'
import { createCaptcha } from '../captcha/create-captcha.ts'
import { createIntegrations, type Integrations } from '../integrations/create-integrations.ts'
import { lookAtStore } from '../open-store.ts'
import { type Config, type ConfigSource, type ReadConfig, readConfig } from './config.ts'
import { orProblems, refusal, refusedFor } from './refusal.ts'

/** A configuration that a server can start with, and what was made of it. */
export interface ConfigToServe {
  readonly config: Config
  readonly integrations: Integrations
  readonly captcha: Captcha | undefined
}

/**
 * Reads the configuration for a server, and names all that stands in the way of a start at once: settings,
 * secrets, and in production also keys and an administrator. Nothing is changed by that. Settings that make no
 * sense by themselves are named first, and nothing else with them.
 *
 * @throws CountersignError `invalid_configuration`
 */
export const loadConfigToServe = async (source: ConfigSource): Promise<ConfigToServe> => {
  const read = await readConfig(source)
  const { config } = read
  const { secretsDir, isProduction } = config
  const sources = { secretsDir, isProduction, env: source.env }
  const integrations = await orProblems(() => createIntegrations(config, sources))
  const captcha = await orProblems(() => createCaptcha(config, sources))
  const lines = [
    ...read.problems,
    ...(isProduction ? missingKeys(read) : []),
    ...integrations.problems,
    ...captcha.problems,
    ...(isProduction ? await missingAdministrator(config) : []),
  ]
  if (lines.length > 0 || integrations.value === undefined) throw refusal([...new Set(lines)])
  return { config, integrations: integrations.value, captcha: captcha.value }
}

/** Where nobody has said where the keys are, that is what is missing. */
const missingKeys = ({ file, config }: ReadConfig): readonly string[] =>
  file.secretsDir === undefined ? [] : refusedFor(() => readKeyRing(config.secretsDir))

/** Whoever would have to switch something off at night must not have to make themselves a token first. */
export const noAdministrator =
  'admin: there is no administrator; make one with "countersign admin create NAME"'

/** One who was revoked, or whose token has expired, will do: a server that has run must come up again. */
const missingAdministrator = async ({ storeUrl }: Config): Promise<readonly string[]> => {
  const { value, problems } = await orProblems(() => lookAtStore(storeUrl))
  return value?.admins?.length === 0 ? [noAdministrator] : problems
}
