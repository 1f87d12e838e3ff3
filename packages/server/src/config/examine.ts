import { existsSync } from 'node:fs'
import {
  type Config,
  type ConfigSource,
  complete,
  problemsOf,
  toLine,
  withEnvironment,
} from './config.ts'
import { readConfigFile } from './read-file.ts'
import { orProblems, refusal } from './refusal.ts'
import { type CheckedFile, configSchema } from './schema.ts'

/** A configuration, however broken it is. */
export interface ExaminedConfig {
  /** What is left of it without the parts that cannot be used. */
  readonly config: Config
  /** Why a start would be refused, a line each. */
  readonly problems: readonly string[]
  /** Keys that were left out of `config`. */
  readonly leftOut: readonly string[]
  /** Templates that nothing extends. */
  readonly templatesUnused: readonly string[]
}

/** Stands in `leftOut` for the whole file. */
export const everything = 'everything'

/**
 * Reads a configuration like `loadConfig`, but goes on with what is good in it: for whoever has to find out
 * what is wrong.
 *
 * @throws CountersignError `invalid_configuration` if the file that was asked for is not there
 */
export const examineConfig = async ({ file, env }: ConfigSource): Promise<ExaminedConfig> => {
  if (file !== undefined && !existsSync(file)) throw refusal([`--config: there is no file ${file}`])
  const read = await orProblems(() => readConfigFile(file))
  const merged = await mergeEnvironment(read.value ?? {}, env)
  const checked = check(merged.value)
  const options = { isProduction: env['NODE_ENV'] === 'production' }
  const whole = await orProblems(() => complete(checked.file, options))
  const { purposes: _, templates: __, withoutPurposes: ___, ...others } = checked.file
  const config = whole.value ?? complete(others, options)
  return {
    config,
    problems: [
      ...[...read.problems, ...merged.problems, ...checked.problems, ...whole.problems],
      ...problemsOf(checked.file, { config, allowsBadTexts: false }),
    ],
    templatesUnused: unusedTemplates(checked.file),
    leftOut: [
      ...(read.problems.length > 0 ? [everything] : []),
      ...checked.leftOut,
      ...(whole.problems.length > 0 ? ['purposes', 'templates'] : []),
    ],
  }
}

const unusedTemplates = ({ templates = {}, purposes = {} }: CheckedFile): readonly string[] => {
  const extended = new Set([templates, purposes].flatMap(Object.values).map((one) => one.extends))
  return Object.keys(templates).filter((name) => !extended.has(name))
}

/** A variable that cannot be used is left out, and the file decides. */
const mergeEnvironment = async (
  file: unknown,
  env: ConfigSource['env'],
): Promise<{ readonly value: unknown; readonly problems: readonly string[] }> => {
  const { value, problems } = await orProblems(() => ({ merged: withEnvironment(file, env) }))
  if (value !== undefined) return { value: value.merged, problems }
  const bad = new Set(problems.map((line) => line.slice(0, line.indexOf(':'))))
  const good = Object.fromEntries(Object.entries(env).filter(([name]) => !bad.has(name)))
  const rest = await mergeEnvironment(file, good)
  return { value: rest.value, problems: [...problems, ...rest.problems] }
}

/** Checks the file. Keys at its top that hold something bad are left out until the rest is good. */
const check = (
  file: unknown,
): {
  readonly file: CheckedFile
  readonly problems: readonly string[]
  readonly leftOut: readonly string[]
} => {
  const parsed = configSchema.safeParse(file)
  if (parsed.success) return { file: parsed.data, problems: [], leftOut: [] }
  const { issues } = parsed.error
  const problems = issues.map(toLine)
  const bad = new Set(
    issues.flatMap((issue) =>
      issue.path.length === 0 && issue.code === 'unrecognized_keys'
        ? issue.keys
        : issue.path.slice(0, 1).map(String),
    ),
  )
  const isWhole = bad.size === 0 || typeof file !== 'object' || file === null
  const good = isWhole
    ? {}
    : Object.fromEntries(Object.entries(file).filter(([key]) => !bad.has(key)))
  const rest = check(good)
  return {
    file: rest.file,
    problems: [...problems, ...rest.problems],
    leftOut: [...(isWhole ? [everything] : bad), ...rest.leftOut],
  }
}
