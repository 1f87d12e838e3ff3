import {
  type AuditRoundsOptions,
  createAuditRounds,
  repeatRounds,
  type SealerTask,
} from 'countersign/chores'
import { createCheckpointFile } from './audit/checkpoint-file.ts'
import { createCheckpointOutput } from './audit/checkpoint-output.ts'
import type { Config } from './config/config.ts'

/** Starts the work around the audit log that a configuration asks for. */
export const startSealer = (
  { audit: { sealSeconds, checkpoints }, abuse: thresholds }: Pick<Config, 'audit' | 'abuse'>,
  parts: Pick<AuditRoundsOptions, 'store' | 'keyRing' | 'log' | 'telemetry'>,
): SealerTask =>
  repeatRounds(
    createAuditRounds({ ...parts, thresholds, destination: destinationOf(checkpoints) }),
    sealSeconds * 1000,
  )

const destinationOf = (checkpoints: string | undefined) => {
  if (checkpoints === undefined) return undefined
  return checkpoints === 'stdout' ? createCheckpointOutput() : createCheckpointFile(checkpoints)
}
