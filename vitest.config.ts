import { defineConfig } from 'vitest/config'
import { closingLineReporter } from './scripts/closing-line-reporter.ts'

export default defineConfig({
  resolve: { conditions: ['countersign-source'] },
  ssr: { resolve: { conditions: ['countersign-source'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'docs/test/**/*.test.ts'],
    reporters: ['default', closingLineReporter],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
