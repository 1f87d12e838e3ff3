import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { inRepository } from '../../scripts/docs/repository.ts'
import { documents } from './support/documents.ts'

const runbooks = documents().filter(({ path }) => path.startsWith('docs/runbooks/'))
const alerts = new Set(
  [...readFileSync(inRepository('ops/alerts.yml'), 'utf8').matchAll(/alert: (\w+)/g)].map(
    ([, name = '']) => name,
  ),
)

test.each(runbooks)('B6 every alert that $path names is one that can ring', ({ text }) => {
  const named = [...text.matchAll(/`(Countersign[A-Za-z]+)`/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !alerts.has(name))).toEqual([])
})

test('B6 every runbook is found from the list of them', () => {
  const index = runbooks.find(({ path }) => basename(path) === 'README.md')
  const pages = runbooks.map(({ path }) => basename(path)).filter((name) => name !== 'README.md')
  expect(pages.length).toBeGreaterThan(5)
  expect(pages.filter((name) => !index?.text.includes(`](${name})`))).toEqual([])
})
