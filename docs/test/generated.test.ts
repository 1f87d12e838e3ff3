import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generatedFiles } from '../../scripts/docs/generated-files.ts'
import { inRepository } from '../../scripts/docs/repository.ts'

test.each([...(await generatedFiles())])(
  'C14 %s is what the code says now ("npm run docs" writes it)',
  (path, text) => {
    expect(readFileSync(inRepository(path), 'utf8')).toBe(text)
  },
)
