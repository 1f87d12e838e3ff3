import { defineConfig } from 'vitest/config'
import { closingLineReporter } from './scripts/closing-line-reporter.ts'

export default defineConfig({
  resolve: { conditions: ['countersign-source'] },
  ssr: { resolve: { conditions: ['countersign-source'] } },
  test: {
    include: [
      'apps/*/test/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'docs/test/**/*.test.ts',
      'e2e/test/**/*.test.ts',
      'bench/test/**/*.test.ts',
    ],
    reporters: ['default', closingLineReporter],
    globalSetup: ['packages/countersign/test/support/postgres-global-setup.ts'],
    // Most files wait for processes and disks, so a few run beside each other even on one core or two.
    maxWorkers: 3,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
