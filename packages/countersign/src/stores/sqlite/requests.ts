import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../ports/error.ts'
import type { Idempotency, OpenRequest, Repetition, SettleRequest } from '../../ports/store.ts'
import {
  answerRequest,
  claimRequest,
  forgetRequest,
  readRequest,
  recallRequest,
} from './sql/requests.sql.ts'
import { prepare, type Row, rowId } from './statement.ts'

/** Requests by idempotency key. */
export interface SqliteRequests {
  /** Claims the key, or says what an earlier request makes of this one. */
  claim(request: OpenRequest, nowMs: number): Repetition | undefined
  /** The request was refused: the key is free again. */
  unclaim(request: OpenRequest): void
  recall(key: Pick<Idempotency, 'lookup' | 'bodyHash'>, nowMs: number): Repetition | undefined
  settle(request: SettleRequest): void
}

const keyOf = ({ lookup }: { readonly lookup: Uint8Array }) => ({ id: rowId(lookup), lookup })

/** Prepares the statements on requests. */
export const createSqliteRequests = (database: DatabaseSync): SqliteRequests => {
  const claimKey = prepare(database, claimRequest)
  const read = prepare(database, readRequest)
  const recall = prepare(database, recallRequest)
  const answer = prepare(database, answerRequest)
  const forget = prepare(database, forgetRequest)

  return {
    claim: ({ idempotency, settleWithinMs }, nowMs) => {
      if (idempotency === undefined) return undefined
      const { lookup, bodyHash, ttlMs } = idempotency
      const key = keyOf({ lookup })
      const times = { now: nowMs, settle_by: nowMs + settleWithinMs, purge_at: nowMs + ttlMs }
      const claimed = claimKey({ ...key, body_hash: bodyHash, ...times })
      if (claimed !== undefined) return undefined
      const row = read(key)
      if (row === undefined) throw new CountersignError('unavailable', 'a request row is not ours')
      return repetitionOf(row, bodyHash, nowMs)
    },
    recall: ({ lookup, bodyHash }, nowMs) => {
      const row = recall({ id: rowId(lookup), lookup, now: nowMs })
      return row && repetitionOf(row, bodyHash, nowMs)
    },
    unclaim: ({ idempotency }) => {
      if (idempotency !== undefined) forget(keyOf(idempotency))
    },
    settle: ({ idempotency, outcome }) => {
      if (idempotency === undefined) return
      const key = keyOf(idempotency)
      if (outcome === 'refused') forget(key)
      else answer({ ...key, answer: idempotency.answer })
    },
  }
}

const repetitionOf = (row: Row, bodyHash: Uint8Array, nowMs: number): Repetition => {
  if (!timingSafeEqual(row['body_hash'] as Uint8Array, bodyHash)) return { kind: 'reused_key' }
  const answer = row['answer'] === null ? undefined : String(row['answer'])
  const isRunning = answer === undefined && Number(row['settle_by_ms']) > nowMs
  return { kind: 'repeated', isRunning, answer }
}
