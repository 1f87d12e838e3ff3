import { apiReference } from './api-reference.ts'
import { cliReference } from './cli-reference.ts'
import { configurationReference } from './configuration-reference.ts'
import { dashboard } from './dashboard.ts'
import { errorReference } from './error-reference.ts'
import { formatted } from './formatted.ts'
import { metricsReference } from './metrics-reference.ts'
import { policyGuide } from './policy-guide.ts'

/** Everything in the documentation that is made from code: path in the repository and whole text. */
export const generatedFiles = async (): Promise<ReadonlyMap<string, string>> => {
  const texts: readonly (readonly [path: string, text: string])[] = [
    ['docs/reference/api.md', await apiReference()],
    ['docs/reference/cli.md', cliReference()],
    ['docs/reference/configuration.md', configurationReference()],
    ['docs/reference/errors.md', errorReference()],
    ['docs/reference/metrics.md', await metricsReference()],
    ['ops/dashboard.json', dashboard()],
    ['docs/guide/purposes-and-policies.md', policyGuide()],
  ]
  return new Map(texts.map(([path, text]) => [path, formatted(path, text)]))
}
