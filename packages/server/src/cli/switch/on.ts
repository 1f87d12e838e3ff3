import type { IntegrationStore, Operator, SwitchStore } from 'countersign'
import { refusal } from '../../config/refusal.ts'
import { printedRow } from '../printed-row.ts'
import { type ConfigOption, cliActor, withExistingStore } from '../with-store.ts'
import { rowsThatAreOff } from './rows.ts'
import { type SwitchTarget, type TargetOptions, targetName, targetOf } from './target.ts'

/** Options of `countersign switch on`. */
export interface OnOptions extends ConfigOption, TargetOptions {}

/**
 * Action of `countersign switch on`: takes away the switch of that id, or all switches for exactly that
 * target. Of a provider it turns its own row on as well. What is off besides stays off and is named.
 */
export const switchOn = (id: string | undefined, options: OnOptions): Promise<void> => {
  const target = targetOf(options)
  if ((id === undefined) === (target === undefined))
    throw refusal(['switch: say what, with either an id of "switch list" or one option'])
  return withExistingStore(options, async ({ store, operator }) => {
    const ids = target === undefined ? [id ?? ''] : await idsFor(store.switches, target)
    const lines = [
      ...(await takeAway(operator, ids)),
      ...(target === undefined ? [] : await turnRowOn({ ...store, operator }, target)),
    ]
    if (lines.length === 0)
      throw refusal(['switch: nothing like that is off; see "countersign switch list"'])
    const left = await rowsThatAreOff(store)
    return [...lines, ...left.map((row) => `still off\t${row}`)].join('\n')
  })
}

const idsFor = async (switches: SwitchStore, { scope, target }: SwitchTarget) =>
  (await switches.list())
    .filter((one) => one.scope === scope && one.target === target)
    .map(({ id }) => id)

/** One that somebody else takes away meanwhile is not ours to report. */
const takeAway = async (operator: Operator, ids: readonly string[]): Promise<readonly string[]> => {
  const lines: string[] = []
  for (const id of ids)
    if (await operator.switchOn({ id, actor: cliActor })) lines.push(printedRow(['on', id]))
  return lines
}

const turnRowOn = async (
  {
    integrations,
    operator,
  }: { readonly integrations: IntegrationStore; readonly operator: Operator },
  target: SwitchTarget,
): Promise<readonly string[]> => {
  if (target.scope !== 'integration') return []
  const row = (await integrations.list()).find(({ id }) => id === target.target)
  if (row === undefined || row.otpEnabled) return []
  await operator.changeIntegration({ id: row.id, otpEnabled: true, actor: cliActor })
  return [printedRow(['on', '-', targetName(target)])]
}
