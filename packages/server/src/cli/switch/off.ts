import { setTimeout as pause } from 'node:timers/promises'
import { startWithinMs } from 'countersign'
import { isPlainText, plainTextMessage } from 'countersign/http'
import { refusal } from '../../config/refusal.ts'
import { type ConfigOption, cliActor, withExistingStore } from '../with-store.ts'
import { switchRow } from './rows.ts'
import { checkTarget, type TargetOptions, targetOf } from './target.ts'

/** Options of `countersign switch off`. */
export interface OffOptions extends ConfigOption, TargetOptions {
  readonly reason: string
  /** Milliseconds. */
  readonly for?: number
}

/**
 * Action of `countersign switch off`. A server may have decided on a call just before, so the answer waits
 * until that has started or never will: after it no provider is called any more.
 */
export const switchOff = (options: OffOptions): Promise<void> => {
  const target = targetOf(options)
  if (target === undefined)
    throw refusal([
      'switch: say what, with --all, --channel, --integration, --country or --purpose',
    ])
  const reason = readReason(options.reason)
  return withExistingStore(options, async ({ config, operator }) => {
    checkTarget(config, target)
    const off = { ...target, reason, forMs: options.for, actor: cliActor }
    const made = await operator.switchOff(off)
    await pause(startWithinMs)
    return `off\t${switchRow(made)}`
  })
}

/** As long as the admin API takes it. */
const readReason = (text: string): string => {
  const reason = text.trim()
  if (reason.length < 3 || reason.length > 300)
    throw refusal(['switch: --reason must have 3 to 300 characters'])
  if (!isPlainText(reason)) throw refusal([`switch: --reason ${plainTextMessage}`])
  return reason
}
