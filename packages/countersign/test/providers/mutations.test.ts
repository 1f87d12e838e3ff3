import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { providerContract } from 'countersign/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { type Mutation, mutations } from './mutations.ts'
import { createUnderTest, type Kinds, realKinds } from './support/under-test.ts'

const sources = join(import.meta.dirname, '../../src')
const mutants = join(import.meta.dirname, '.mutants')

afterAll(() => rmSync(mutants, { recursive: true, force: true }))

/** The provider's kind from a copy of the sources with one thing broken. */
const loadMutant = async ({ file, edits, provider }: Mutation, n: number): Promise<Kinds> => {
  const folder = join(mutants, String(n))
  mkdirSync(mutants, { recursive: true })
  for (const part of ['ports', 'exchange', 'providers'])
    cpSync(join(sources, part), join(folder, part), { recursive: true })
  const path = join(folder, 'providers', file)
  const mutated = edits.reduce(
    (text, [find, replace]) => {
      expect(text.split(find), `"${find}" stands in ${file} exactly once`).toHaveLength(2)
      return text.replace(find, () => replace)
    },
    readFileSync(path, 'utf8'),
  )
  writeFileSync(path, mutated)
  const module = await import(pathToFileURL(join(folder, `providers/${provider}/index.ts`)).href)
  return { ...realKinds, [provider]: module[provider] }
}

const casesFor = (kinds: Kinds, provider: keyof Kinds) =>
  providerContract(createUnderTest(kinds)[provider])

describe('F10 breaking a provider turns the case red that stands for it', () => {
  test.each(mutations.map((mutation, n) => ({ ...mutation, n })))(
    '$provider: $name → $turnsRed',
    async ({ n, ...mutation }) => {
      const kinds = await loadMutant(mutation, n)
      const found = casesFor(kinds, mutation.provider).filter(({ title }) =>
        title.startsWith(mutation.turnsRed),
      )
      expect(found).toHaveLength(1)
      for (const { run } of found)
        await expect(run()).rejects.toMatchObject({ code: 'ERR_ASSERTION' })
    },
  )

  test('every case of the contract is broken at least once', () => {
    const titles = casesFor(realKinds, 'arkesel').map(({ title }) => title)
    const broken = (title: string) => mutations.some(({ turnsRed }) => title.startsWith(turnsRed))
    expect(titles.filter((title) => !broken(title))).toEqual([])
  })
})
