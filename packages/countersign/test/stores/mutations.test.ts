import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Clock, Store } from 'countersign'
import { createFakeClock, storeContract } from 'countersign/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { openSharedFile } from '../support/shared-file.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { batchingCases } from './batching.ts'
import { type Mutation, mutations } from './mutations.ts'
import { openedMutations } from './opened-mutations.ts'
import { operatorMutations } from './operator-mutations.ts'
import { rekeyingMutations } from './rekeying-mutations.ts'
import { sharingCases } from './sharing.ts'
import { verbMutations } from './verb-mutations.ts'

const sources = join(import.meta.dirname, '../../src')
const mutants = join(import.meta.dirname, '../../.mutants')

afterAll(() => rmSync(mutants, { recursive: true, force: true }), 300_000)

/** A copy of the sources with the guard broken. */
const createMutant = ({ file, edits }: Mutation, n: number): string => {
  const folder = join(mutants, String(n))
  mkdirSync(mutants, { recursive: true })
  for (const part of ['ports', 'stores'])
    cpSync(join(sources, part), join(folder, part), { recursive: true })
  const path = join(folder, file)
  const mutated = edits.reduce(
    (text, [find, replace]) => {
      expect(text.split(find), `"${find}" stands in ${file} exactly once`).toHaveLength(2)
      return text.replace(find, () => replace)
    },
    readFileSync(path, 'utf8'),
  )
  writeFileSync(path, mutated)
  return folder
}

/** Opens stores from the copy, all on one database. */
const loadStore = async (folder: string, { store }: Mutation) => {
  const module = await import(pathToFileURL(join(folder, `stores/${store}/index.ts`)).href)
  return (clock: Clock, path: string): Store =>
    store === 'memory'
      ? module.createMemoryStore({ clock })
      : module.createSqliteStore({ clock, path })
}

/** Every guarantee on stores of the copy. */
const casesOn = (open: (clock: Clock, path: string) => Store) => [
  ...storeContract(async () => {
    const clock = createFakeClock()
    return { clock, store: open(clock, join(temporaryFolder(), 'mutant.db')) }
  }),
  ...sharingCases(openSharedFile(open)),
  ...batchingCases((clock) => open(clock, join(temporaryFolder(), 'batching.db'))),
]

describe('F10 breaking a guard turns the test red that stands for it', () => {
  test.each(
    [
      ...mutations,
      ...operatorMutations,
      ...verbMutations,
      ...rekeyingMutations,
      ...openedMutations,
    ].map((mutation, n) => ({
      ...mutation,
      n,
    })),
  )('$name → $turnsRed', async ({ n, ...mutation }) => {
    const open = await loadStore(createMutant(mutation, n), mutation)
    const found = casesOn(open).filter(({ title }) => title.startsWith(mutation.turnsRed))
    expect(found).toHaveLength(1)
    for (const { run } of found)
      await expect(run()).rejects.toMatchObject({ code: 'ERR_ASSERTION' })
  })
})
