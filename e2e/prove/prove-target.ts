import { writeFileSync } from 'node:fs'
import { refuseTarget } from '../target/guard.ts'
import type { Verdict } from '../target/proof.ts'
import { runProofs } from '../target/run-proofs.ts'
import type { ProveOptions } from './program.ts'

/** Proves a running server. @returns the exit code: 0 good, 1 a violation, 2 misuse */
export const proveTarget = async (
  options: ProveOptions & { readonly target: string },
): Promise<number> => {
  const { target, iOwnThisServer, recipient, code, report } = options
  const refusal =
    (recipient === undefined) === (code === undefined)
      ? await refuseTarget(target, iOwnThisServer === true)
      : '--recipient and --code: give both or neither'
  if (refusal !== undefined) {
    process.stderr.write(`prove: ${refusal}\n`)
    return 2
  }
  const verdicts = await runProofs(options)
  process.stdout.write(toMarkdown(target, verdicts))
  if (report?.endsWith('.json'))
    writeFileSync(report, `${JSON.stringify({ target, verdicts }, undefined, 2)}\n`)
  else if (report !== undefined) writeFileSync(report, toMarkdown(target, verdicts))
  return verdicts.some(({ verdict }) => verdict === 'violated') ? 1 : 0
}

const toMarkdown = (target: string, verdicts: readonly Verdict[]): string =>
  [
    `# Proofs on ${target}`,
    '',
    '| guarantee | verdict | what was seen |',
    '| --- | --- | --- |',
    ...verdicts.map(
      ({ guarantee, verdict, because }) =>
        `| ${guarantee} | ${verdict} | ${because.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')} |`,
    ),
    '',
    `Violations: ${verdicts.filter(({ verdict }) => verdict === 'violated').length}`,
    '',
  ].join('\n')
