import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { inRepository } from '../../scripts/docs/repository.ts'
import { planOf } from './support/commands.ts'
import { blocksOf, type CodeBlock, documents, isWritten } from './support/documents.ts'
import { createSession, type Said, type Session } from './support/session.ts'
import { looksLike, looksLikeHeader, looksLikeJson } from './support/shown.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const written = documents()
  .filter(isWritten)
  .map((document) => ({ path: document.path, blocks: blocksOf(document) }))
  .filter(({ blocks }) => blocks.length > 0)

/** A page with many commands takes its time on a busy machine. */
const pageWithinMs = 180_000

/**
 * TypeScript is compiled below; what monitoring is made of is read by `ops.test.ts`, differences by
 * `sample-app.test.ts`.
 */
const readElsewhere = new Set(['ts', 'promql', 'yaml', 'diff'])

describe('C14 what the documentation shows is what happens', () => {
  test.each(written)(
    '$path: every command and every answer',
    { timeout: pageWithinMs },
    async ({ path, blocks }) => {
      const session = createSession()
      let said: Said | undefined
      for (const [n, block] of blocks.entries()) {
        const at = `${path}:${block.line}`
        if (readElsewhere.has(block.language)) continue
        if (block.language === 'sh') {
          said = await runBlock(session, block, at)
          const isShown = isOutput(blocks[n + 1])
          if (said !== undefined && !isShown) expect(said, at).toMatchObject({ exitCode: 0 })
        } else if (block.language === 'json' && block.fileName !== undefined) {
          await session.configure(block.fileName, block.text)
          said = undefined
        } else if (isOutput(block) && said !== undefined) {
          expectShown(block, said, at)
          said = undefined
        } else throw new Error(`${at}: no test reads this block`)
      }
    },
  )
})

const runBlock = async (
  session: Session,
  { text }: CodeBlock,
  at: string,
): Promise<Said | undefined> => {
  const { startsServer, commands } = planned(text, at)
  if (startsServer) await session.start()
  return commands === '' ? undefined : session.run(commands)
}

const planned = (text: string, at: string) => {
  try {
    return planOf(text)
  } catch (error) {
    throw new Error(`${at}: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}

const isOutput = (block: CodeBlock | undefined): boolean =>
  block !== undefined &&
  ['json', 'http', 'text'].includes(block.language) &&
  block.fileName === undefined

const expectShown = ({ language, text }: CodeBlock, said: Said, at: string): void => {
  const output = (said.stdout || said.stderr).trim()
  if (language === 'json')
    expect(looksLikeJson(JSON.parse(text), JSON.parse(output)), `${at}, but: ${output}`).toBe(true)
  else if (language === 'text')
    expect(looksLike(text.trim(), output), `${at}, but: ${output}`).toBe(true)
  else
    for (const shown of text.trim().split('\n')) {
      const isThere = output.split(/\r?\n/).some((line) => looksLikeHeader(shown, line))
      expect(isThere, `${at}: ${shown}, but: ${output}`).toBe(true)
    }
}

test('C14 every TypeScript example of the documentation compiles', async () => {
  const cache = inRepository('node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = temporaryFolder(cache)
  const compilerOptions = {
    noEmit: true,
    composite: false,
    incremental: false,
    noUnusedLocals: false,
    rewriteRelativeImportExtensions: false,
    rootDir: '../../..',
  }
  const config = { extends: '../../../tsconfig.base.json', compilerOptions, include: ['*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  const examples = written.flatMap(({ path, blocks }) =>
    blocks
      // One with a file name stands in the sample, where it is compiled: sample-app.test.ts compares them.
      .filter(({ language, fileName }) => language === 'ts' && fileName === undefined)
      .map(({ line, text }) => ({ name: `${path.replaceAll('/', '-')}-line-${line}.ts`, text })),
  )
  expect(examples.length).toBeGreaterThan(0)
  for (const { name, text } of examples) writeFileSync(join(folder, name), text)
  await expect(compile(folder)).resolves.toBe('')
})

const compile = async (folder: string): Promise<string> => {
  const tsc = inRepository('node_modules/typescript/bin/tsc')
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', folder, '--pretty', 'false'])
    return ''
  } catch (error) {
    return typeof error === 'object' && error !== null && 'stdout' in error
      ? String(error.stdout)
      : String(error)
  }
}
