import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { generatedFiles } from './docs/generated-files.ts'
import { inRepository } from './docs/repository.ts'

for (const [path, text] of await generatedFiles()) {
  mkdirSync(dirname(inRepository(path)), { recursive: true })
  writeFileSync(inRepository(path), text)
  process.stdout.write(`wrote ${path}\n`)
}
