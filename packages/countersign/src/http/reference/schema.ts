import type { OpenApiDocument } from '../openapi.ts'

type Schemas = NonNullable<NonNullable<OpenApiDocument['components']>['schemas']>

/** A schema of the document, or a reference to one. */
export type Schema = Schemas[string]

/** A schema itself. */
export type ResolvedSchema = Exclude<Schema, { readonly $ref: string }>

/** Follows a reference; any other schema stays as it is. */
export type Resolve = (schema: Schema) => ResolvedSchema

const prefix = '#/components/schemas/'

/**
 * Finds the named schemas of a document.
 *
 * @throws TypeError for a reference to a schema that the document does not have
 */
export const createResolve = ({ components }: OpenApiDocument): Resolve => {
  const resolve: Resolve = (schema) => {
    if (!('$ref' in schema)) return schema
    const { $ref: reference = '' } = schema
    const found = components?.schemas?.[reference.replace(prefix, '')]
    if (found === undefined) throw new TypeError(`${reference} is not in the document`)
    return resolve(found)
  }
  return resolve
}

/** The schemas one of which it is: itself, or what it may choose from. */
export const choicesOf = (schema: Schema, resolve: Resolve): readonly Schema[] => {
  const { anyOf, oneOf } = resolve(schema)
  return anyOf ?? oneOf ?? [schema]
}

/** What a field takes, in a few words. */
export const typeOf = (schema: Schema, resolve: Resolve): string => {
  const { anyOf, enum: values, format, items, type } = resolve(schema)
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ')
  if (anyOf) return [...new Set(anyOf.map((choice) => typeOf(choice, resolve)))].join(' or ')
  if (items) return `list of ${typeOf(items, resolve)}`
  return `${String(type)}${format ? ` (${format})` : ''}${lengthOf(resolve(schema))}`
}

const lengthOf = ({ minLength = 0, maxLength }: ResolvedSchema): string => {
  if (maxLength === undefined) return ''
  return `, ${minLength > 0 ? `${minLength} to` : 'at most'} ${maxLength} characters`
}
