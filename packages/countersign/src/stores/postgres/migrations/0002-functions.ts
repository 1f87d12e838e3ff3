import { createApiKey, findApiKeys, listApiKeys, revokeApiKey } from '../sql/api-keys.sql.ts'
import { attemptChallenge, compareCode } from '../sql/attempt-challenge.sql.ts'
import { beginBatch, endBatch, serverMs } from '../sql/batch-ledger.sql.ts'
import { codeMatches } from '../sql/code-matches.sql.ts'
import { createShards, lockLimits } from '../sql/create-limits.sql.ts'
import { giveBackLimits } from '../sql/give-back-limits.sql.ts'
import { notOurs } from '../sql/not-ours.sql.ts'
import { openChallenge } from '../sql/open-challenge.sql.ts'
import { types } from '../sql/request-types.sql.ts'
import { runBatch } from '../sql/run-batch.sql.ts'
import { settleChallenge } from '../sql/settle-challenge.sql.ts'
import { shardClaims } from '../sql/shard-claims.sql.ts'
import { sweepTable } from '../sql/sweep.sql.ts'
import { takeSharedUnits } from '../sql/take-shared-units.sql.ts'
import { takeUnits, untakeUnits } from '../sql/take-units.sql.ts'
import { windowsAdmit, windowsRoom } from '../sql/windows-admit.sql.ts'
import { windowsAlive } from '../sql/windows-alive.sql.ts'
import { windowsFind } from '../sql/windows-find.sql.ts'
import { windowsGiveBack } from '../sql/windows-give-back.sql.ts'
import { windowsHold } from '../sql/windows-hold.sql.ts'
import { windowsLess } from '../sql/windows-less.sql.ts'
import { windowsNewest } from '../sql/windows-newest.sql.ts'
import { windowsTake } from '../sql/windows-take.sql.ts'
import { windowsUntake } from '../sql/windows-untake.sql.ts'

/** What there was to sweep when this was written; later tables bring their own function. */
const sweptFromTheStart = ['challenges', 'limits', 'failures', 'requests', 'lanes'] as const

/**
 * The verbs. What decides stands in `../sql`, a statement or function per file. To change one, give the
 * new text to a later migration with `create or replace`; this one stays as it is.
 */
export const functions = [
  types,
  serverMs,
  windowsRoom,
  windowsAdmit,
  windowsAlive,
  windowsNewest,
  windowsTake,
  windowsFind,
  windowsLess,
  windowsGiveBack,
  windowsUntake,
  windowsHold,
  shardClaims,
  codeMatches,
  notOurs,
  createShards,
  lockLimits,
  takeUnits,
  takeSharedUnits,
  untakeUnits,
  giveBackLimits,
  openChallenge,
  settleChallenge,
  compareCode,
  attemptChallenge,
  beginBatch,
  endBatch,
  runBatch,
  ...sweptFromTheStart.map((table) => sweepTable(table, 'purge_at_ms')),
  createApiKey,
  findApiKeys,
  listApiKeys,
  revokeApiKey,
].join('\n')
