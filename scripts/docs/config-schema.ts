import { configSchema } from '@countersign/server'
import { z } from 'zod'

/** The parts of a JSON schema that our documentation reads. */
export interface ConfigNode {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly string[]
  readonly items?: ConfigNode
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly properties?: Readonly<Record<string, ConfigNode>>
  readonly additionalProperties?: ConfigNode | boolean
}

/** An object of the configuration file: where it stands and what it holds. */
export interface ConfigObject {
  /** Keys that lead to it, `NAME` for a name of the reader's own, `[]` for an entry of a list. */
  readonly path: string
  readonly keys: Readonly<Record<string, ConfigNode>>
}

/** The schema of the configuration file, as a JSON schema. */
export const configRoot = (): ConfigNode =>
  z.toJSONSchema(configSchema, { io: 'input' }) as ConfigNode

/** Every object of the configuration file, the file itself first. */
export const configObjects = (
  node: ConfigNode = configRoot(),
  path = '',
): readonly ConfigObject[] => {
  const { properties: keys, additionalProperties: named, items } = node
  const within = (key: string) => (path === '' ? key : `${path}.${key}`)
  return [
    ...(keys && Object.keys(keys).length > 0 ? [{ path, keys }] : []),
    ...Object.entries(keys ?? {}).flatMap(([key, inner]) => configObjects(inner, within(key))),
    ...(typeof named === 'object' ? configObjects(named, within('NAME')) : []),
    ...(items ? configObjects(items, `${path}[]`) : []),
  ]
}
