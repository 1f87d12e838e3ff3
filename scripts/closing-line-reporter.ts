import type { Reporter, TestModule } from 'vitest/node'

/** Ends the output of a test run with one plain line of totals, for whoever reads it by machine. */
export const closingLineReporter: Reporter = {
  onTestRunEnd: (modules: readonly TestModule[]) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    const broken = modules.filter((module) => module.errors().length > 0).length
    const skipped = count('skipped')
    const end = skipped > 0 ? `, ${skipped} skipped` : ''
    process.stdout.write(`\n${count('passed')} passed, ${count('failed') + broken} failed${end}\n`)
  },
}
