import { spawnSync } from 'node:child_process'
import { inRepository, repository } from './repository.ts'

/** A file's text as the formatter of this repository would leave it. */
export const formatted = (path: string, text: string): string => {
  const biome = inRepository('node_modules/@biomejs/biome/bin/biome')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', `--stdin-file-path=${path}`],
    { cwd: repository, input: text, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`${path} cannot be formatted: ${stderr}`)
  return stdout
}
