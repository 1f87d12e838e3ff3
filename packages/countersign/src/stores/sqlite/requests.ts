import { timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../ports/error.ts'
import type { OpenRequest, OpenResult, SettleRequest } from '../../ports/store.ts'
import { answerRequest, claimRequest, forgetRequest, readRequest } from './sql/requests.sql.ts'
import { prepare, rowId } from './statement.ts'

/** Requests by idempotency key. */
export interface SqliteRequests {
  /** Claims the key, or says what an earlier request makes of this one. */
  claim(request: OpenRequest, nowMs: number): OpenResult | undefined
  /** The request was refused: the key is free again. */
  unclaim(request: OpenRequest): void
  settle(request: SettleRequest): void
}

const keyOf = ({ lookup }: { readonly lookup: Uint8Array }) => ({ id: rowId(lookup), lookup })

/** Prepares the statements on requests. */
export const createSqliteRequests = (database: DatabaseSync): SqliteRequests => {
  const claimKey = prepare(database, claimRequest)
  const read = prepare(database, readRequest)
  const answer = prepare(database, answerRequest)
  const forget = prepare(database, forgetRequest)

  const repetition = (
    key: { id: bigint; lookup: Uint8Array },
    bodyHash: Uint8Array,
    nowMs: number,
  ) => {
    const row = read(key)
    if (row === undefined) throw new CountersignError('unavailable', 'a request row is not ours')
    if (!timingSafeEqual(row['body_hash'] as Uint8Array, bodyHash))
      return { kind: 'reused_key' } as const
    const settled = row['answer'] === null ? undefined : String(row['answer'])
    const isRunning = settled === undefined && Number(row['settle_by_ms']) > nowMs
    return { kind: 'repeated', isRunning, answer: settled } as const
  }

  return {
    claim: ({ idempotency, settleWithinMs }, nowMs) => {
      if (idempotency === undefined) return undefined
      const { lookup, bodyHash, ttlMs } = idempotency
      const key = keyOf({ lookup })
      const times = { now: nowMs, settle_by: nowMs + settleWithinMs, purge_at: nowMs + ttlMs }
      const claimed = claimKey({ ...key, body_hash: bodyHash, ...times })
      return claimed === undefined ? repetition(key, bodyHash, nowMs) : undefined
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
