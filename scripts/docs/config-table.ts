import { table } from '../../packages/countersign/src/http/reference/table.ts'
import type { ConfigNode, ConfigObject } from './config-schema.ts'

/** The keys of one object of the configuration file. */
export const configTable = ({ path, keys }: ConfigObject): string =>
  table(
    ['Key', 'Type', 'Default', 'Meaning'],
    Object.entries(keys).map(([key, node]) => [
      `\`${key}\``,
      typeOf(node),
      node.default === undefined ? '' : `\`${show(node.default)}\``,
      node.description ?? seeBelow(path === '' ? key : `${path}.${key}`),
    ]),
  )

const seeBelow = (path: string) => `See [\`${path}\`](#${anchorOf(path)}).`

/** Anchor of a heading that names a key. */
export const anchorOf = (path: string): string => path.toLowerCase().replaceAll(/[^a-z0-9_-]/g, '')

const show = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

const typeOf = (node: ConfigNode): string => {
  if (node.enum) return node.enum.map((choice) => `\`${choice}\``).join(' or ')
  if (node.items)
    return `list of ${node.items.enum ? typeOf(node.items) : `${typeOf(node.items)}s`}`
  if (typeof node.additionalProperties === 'object') return 'object by name'
  return `${node.type ?? 'any'}${rangeOf(node)}`
}

const rangeOf = ({ minimum, maximum, minLength, maxLength }: ConfigNode): string => {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`
  return maxLength === undefined ? '' : `, ${minLength ?? 0} to ${maxLength} characters`
}
