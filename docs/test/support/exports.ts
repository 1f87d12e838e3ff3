import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'
import { inRepository } from '../../../scripts/docs/repository.ts'

/** A published entry of a package. */
export interface Entry {
  /** What people import. */
  readonly name: string
  readonly file: string
}

/** A symbol that an entry exports, and the file that declares it. */
export interface ExportedSymbol {
  readonly name: string
  readonly file: string
  readonly isDocumented: boolean
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
}

type Statement = ParseResult['program']['body'][number]

/** The published entries of a package. */
export const entriesOf = (folder: string): readonly Entry[] => {
  const text = readFileSync(inRepository(`${folder}/package.json`), 'utf8')
  const manifest = JSON.parse(text) as Manifest
  return Object.entries(manifest.exports).map(([entry, targets]) => ({
    name: join(manifest.name, entry),
    file: join(folder, targets['countersign-source'] ?? ''),
  }))
}

/** Every symbol that a file exports, followed to where it is declared. */
export const exportsOf = (file: string): readonly ExportedSymbol[] => {
  const source = readFileSync(inRepository(file), 'utf8')
  const { program, comments, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file} cannot be read`)
  const isDocumented = (statement: Statement) =>
    comments.some(
      ({ type, value, end }) =>
        type === 'Block' &&
        /^\*\s*(\*\s*)?[^\s*]/.test(value) &&
        end <= statement.start &&
        source.slice(end, statement.start).trim() === '',
    )
  return program.body.flatMap((statement) =>
    exportedBy(statement, { file, isDocumented: isDocumented(statement) }),
  )
}

type Here = Omit<ExportedSymbol, 'name'>

const exportedBy = (statement: Statement, here: Here): readonly ExportedSymbol[] => {
  if (statement.type === 'ExportAllDeclaration')
    return exportsOf(join(dirname(here.file), statement.source.value))
  if (statement.type !== 'ExportNamedDeclaration') return []
  const { declaration, source, specifiers } = statement
  if (declaration !== null) return namesOf(declaration).map((name) => ({ name, ...here }))
  const names = specifiers.map(({ local }) => ('name' in local ? local.name : local.value))
  if (source === null) throw new Error(`${here.file} exports ${names.join(', ')} by a list`)
  if (!source.value.startsWith('.')) return []
  const declared = exportsOf(join(dirname(here.file), source.value))
  return names.map((name) => found(declared, { name, from: source.value }))
}

const found = (
  declared: readonly ExportedSymbol[],
  { name, from }: { readonly name: string; readonly from: string },
): ExportedSymbol => {
  const symbol = declared.find((candidate) => candidate.name === name)
  if (symbol === undefined) throw new Error(`${from} exports no ${name}`)
  return symbol
}

type Declaration = NonNullable<
  Extract<Statement, { type: 'ExportNamedDeclaration' }>['declaration']
>

const namesOf = (declaration: Declaration): readonly string[] => {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  return 'id' in declaration && declaration.id && 'name' in declaration.id
    ? [declaration.id.name]
    : []
}
