import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inRepository } from '../../scripts/docs/repository.ts'
import { blocksOf, readDocument } from './support/documents.ts'

const blocks = blocksOf(readDocument('docs/guide/add-codes-to-a-password-app.md'))

const source = (folder: 'with' | 'without', name = '') =>
  readFileSync(inRepository(`apps/password-app/src/${folder}/${name}`), 'utf8').trim()

/** What a difference that shows whole files looks like from one side. */
const sideOf = (difference: string, other: '+' | '-'): string =>
  difference
    .split('\n')
    .filter((line) => !line.startsWith(other))
    .map((line) => line.slice(1))
    .join('\n')

const differences = blocks.filter(({ language }) => language === 'diff')

test('A8 the guide shows the difference that codes make to the app, and to nothing else', () => {
  expect(differences.map(({ fileName }) => fileName)).toEqual(['app.ts', 'main.ts'])
})

test.each(differences)('A8 $fileName differs as the guide says', ({ fileName, text }) => {
  expect(sideOf(text, '+')).toBe(source('without', fileName))
  expect(sideOf(text, '-')).toBe(source('with', fileName))
})

test('A8 putting codes in front of the routes changes no route and takes one line for each', () => {
  const [app] = differences
  const lines = app?.text.split('\n') ?? []
  const gone = lines.filter((line) => line.startsWith('-'))
  const added = lines.filter((line) => line.startsWith('+'))
  expect(gone).toHaveLength(1)
  expect(added.filter((line) => line.includes('requireProof('))).toHaveLength(4)
  expect(added.length).toBeLessThan(10)
})

test('A8 the guide shows what the app wants of codes as it is', () => {
  const shown = blocks.find(({ fileName }) => fileName === 'codes.ts')
  expect(shown?.text).toBe(source('with', 'codes.ts'))
})
