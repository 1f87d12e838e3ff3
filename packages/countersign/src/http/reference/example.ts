import { choicesOf, type Resolve, type ResolvedSchema, type Schema } from './schema.ts'

/**
 * The recipient of example requests, by its names. It is not a required field, because an email address may stand
 * in its place, but a request without a recipient would be refused.
 */
const recipientFields: readonly string[] = ['phone_e164', 'phoneNumber']

const exampleTime = '2026-01-01T12:00:00.000Z'

/** A value that the schema takes: its own example, or one of what it must have. */
export const exampleOf = (schema: Schema, resolve: Resolve): unknown => {
  const { example, enum: values, format, items, properties, type } = resolve(schema)
  if (example !== undefined) return example
  const [choice = schema] = choicesOf(schema, resolve)
  if (choice !== schema) return exampleOf(choice, resolve)
  if (values) return values[0]
  if (format === 'date-time') return exampleTime
  if (items) return [exampleOf(items, resolve)]
  if (properties) return exampleObject(resolve(schema), resolve)
  if (type === 'object') return {}
  if (type === 'boolean') return true
  return type === 'integer' || type === 'number' ? 1 : 'text'
}

const exampleObject = ({ properties = {}, required = [] }: ResolvedSchema, resolve: Resolve) =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name) || recipientFields.includes(name))
      .map(([name, field]) => [name, exampleOf(field, resolve)]),
  )

/** {@link exampleOf} as a fenced block. */
export const exampleBlock = (schema: Schema, resolve: Resolve): string =>
  jsonBlock(exampleOf(schema, resolve))

/** A value as a fenced block of JSON. */
export const jsonBlock = (value: unknown): string =>
  ['```json', JSON.stringify(value, null, 2), '```'].join('\n')
