/**
 * Work that goes on in the background: cleaning up, sealing the audit log, watching it for abuse.
 *
 * @module
 */

export {
  type AuditRounds,
  type AuditRoundsOptions,
  createAuditRounds,
} from './audit-rounds.ts'
export type { CheckpointDestination } from './checkpoint-destination.ts'
export { type CheckpointExportOptions, createCheckpointExport } from './export-checkpoints.ts'
export { repeatRounds, type SealerTask } from './repeat-rounds.ts'
export { type Sweeper, startSweeper } from './sweeper.ts'
