import { expect, test } from 'vitest'
import { entriesOf, exportsOf } from './support/exports.ts'

const entries = ['packages/countersign', 'packages/server'].flatMap(entriesOf)

test.each(entries)('C14 every symbol of $name has a sentence about it', ({ file }) => {
  const symbols = exportsOf(file)
  expect(symbols.length).toBeGreaterThan(0)
  const silent = symbols.filter(({ isDocumented }) => !isDocumented)
  expect(silent.map(({ name, file }) => `${name} in ${file}`)).toEqual([])
})
