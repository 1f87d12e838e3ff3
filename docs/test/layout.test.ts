import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'
import { inRepository, repository } from '../../scripts/docs/repository.ts'
import { documents, isWritten } from './support/documents.ts'
import { exportsOf } from './support/exports.ts'

const filesLike = (...patterns: readonly string[]): readonly string[] =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: repository }))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path))
    .sort()

test('no file is a drawer for everything', () => {
  const sources = filesLike(
    'packages/**/*.{ts,tsx,js}',
    'scripts/**/*.ts',
    'docs/**/*.ts',
    'apps/**/*.{ts,js}',
  )
  expect(sources.length).toBeGreaterThan(50)
  const drawers = /^(utils?|helpers?|lib|common|types)\b/
  expect(sources.filter((path) => drawers.test(basename(path)))).toEqual([])
})

const statementFiles = filesLike('packages/**/*.sql.ts')

test('there are files of SQL statements to look at', () => {
  expect(statementFiles.length).toBeGreaterThan(5)
})

test.each(statementFiles)('%s says what each statement guarantees', (file) => {
  const silent = exportsOf(file).filter(({ isDocumented }) => !isDocumented)
  expect(silent.map(({ name }) => name)).toEqual([])
})

const keywords =
  /\b(ALTER|AND|AS|BY|CASE|CONFLICT|CREATE|DELETE|DO|ELSE|END|FROM|GROUP|IN|INDEX|INSERT|INTO|IS|JOIN|LIMIT|NOT|NOTHING|NULL|ON|OR|ORDER|RETURNING|SELECT|SET|TABLE|THEN|UPDATE|VALUES|WHEN|WHERE|WITH)\b/g

const withSql = filesLike('packages/*/src/**/{sql,migrations}/*.ts', 'packages/*/src/**/migrate.ts')

test.each(withSql)('%s writes its keywords in lower case', (file) => {
  const source = readFileSync(inRepository(file), 'utf8')
  const templates: string[] = []
  const { program } = parseSync(file, source)
  JSON.stringify(program, (_key, node) => {
    if (node?.type === 'TemplateElement') templates.push(node.value.raw)
    return node
  })
  expect(templates.join('\n').match(keywords) ?? []).toEqual([])
})

/** A path of this repository, as prose names one. */
const path =
  /^(\.ci|apps|docs|e2e|ops|packages|scripts)(\/[\w.@-]+)*$|^[\w.-]+\.(ts|js|md|example)$/

/** Names that the reader is to make, or that belong to somebody else. */
const notOurs = new Set(['countersign.config.ts', 'countersign.config.js', '.js'])

const written = documents().filter(isWritten)

test.each(written)('every path that $path names exists', ({ tokens }) => {
  const named = tokens
    .filter(({ type }) => type === 'codespan')
    .map((token) => String('text' in token ? token.text : ''))
    .filter((text) => path.test(text) && !notOurs.has(text))
  expect(named.filter((name) => !existsSync(inRepository(name)))).toEqual([])
})
