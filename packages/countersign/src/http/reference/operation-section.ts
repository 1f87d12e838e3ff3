import { errorCodes } from '../../ports/error.ts'
import { exampleBlock } from './example.ts'
import type { Operation } from './operations.ts'
import { choicesOf, type Resolve, type Schema, typeOf } from './schema.ts'
import { table } from './table.ts'

const apiKey = 'an API key as `Authorization: Bearer ck_…`'
const session = 'a session, as the cookie or as `Authorization: Bearer cs_…`'

const authentication = (operation: Operation): string => {
  const ways = [
    ...(operation.apiKey === 'optional' || operation.session === 'optional' ? ['none'] : []),
    ...(operation.apiKey === 'none' ? [] : [apiKey]),
    ...(operation.session === 'none' ? [] : [session]),
  ]
  return ways.length === 0 ? '' : `Authentication: ${ways.join(', or ')}.`
}

const administration = {
  viewer:
    'Authentication: an administrator’s token as `Authorization: Bearer ca_…`, or the console’s session. Any role.',
  operator:
    'Authentication: an administrator’s token as `Authorization: Bearer ca_…`, or the console’s session. Role: `operator`.',
} as const

/** What the reference says about one operation. */
export const operationSection = (operation: Operation, resolve: Resolve): string => {
  const { name, anchor, summary, description, role, request, success } = operation
  return [
    `## <a id="${anchor}"></a>${name}`,
    `**${summary}.** ${description ?? ''}`.trimEnd(),
    role === undefined ? authentication(operation) : administration[role],
    ...operation.pathParameters.map(
      ({ name: step, description: text }) => `Path \`{${step}}\`: ${text}`,
    ),
    ...operation.query.map(
      ({ name: field, description: text }) => `Query \`${field}\` (optional): ${text}`,
    ),
    ...operation.headers.map(
      ({ name: header, description: text }) => `Header \`${header}\` (optional): ${text}`,
    ),
    ...(request ? requestPart(request, resolve) : []),
    '### Answer',
    `${success.status}: ${success.description}`,
    ...(success.schema ? answerPart(success.schema, resolve) : []),
    ...problemPart(operation),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const requestPart = (request: Schema, resolve: Resolve): readonly string[] => {
  const { properties = {} } = resolve(request)
  const phone = ['phone_e164', 'phoneNumber'].find((name) => name in properties)
  const hasTwoRecipients = phone !== undefined && 'email' in properties
  return [
    '### Request',
    hasTwoRecipients ? `A JSON object; give either ${phone} or email.` : 'A JSON object.',
    fieldTable(request, resolve),
    exampleBlock(request, resolve),
  ]
}

const answerPart = (schema: Schema, resolve: Resolve): readonly string[] => {
  const [first, ...others] = choicesOf(schema, resolve).map((one) => oneAnswer(one, resolve))
  return [...(first ?? []), ...others.flatMap((other) => ['Or:', ...other])]
}

const oneAnswer = (schema: Schema, resolve: Resolve): readonly string[] => {
  const fields = Object.values(resolve(schema).properties ?? {})
  const isExplained = fields.some((field) => resolve(field).description !== undefined)
  const example = exampleBlock(schema, resolve)
  return isExplained ? [fieldTable(schema, resolve), example] : [example]
}

const fieldTable = (schema: Schema, resolve: Resolve): string => {
  const { properties = {}, required = [] } = resolve(schema)
  return table(
    ['Field', 'Type', 'Required', 'Description', 'Example'],
    Object.entries(properties).map(([name, field]) => {
      const { description = '', example } = resolve(field)
      return [
        `\`${name}\``,
        typeOf(field, resolve),
        required.includes(name) ? 'yes' : 'no',
        description,
        example === undefined ? '' : `\`${JSON.stringify(example)}\``,
      ]
    }),
  )
}

const problemPart = ({ problems }: Operation): readonly string[] => {
  if (problems.length === 0) return []
  const rows = problems.map((code) => {
    const { status, title } = errorCodes[code]
    return [String(status), `[\`${code}\`](#${code})`, title]
  })
  return ['### Problems', table(['Status', 'Code', 'Title'], rows)]
}
