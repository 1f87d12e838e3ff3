import type { DatabaseSync } from 'node:sqlite'
import { CountersignError } from '../../ports/error.ts'
import * as windowSet from '../window-set.ts'
import { createClaimsReader } from './claims.ts'
import { type CodeComparison, createCodeComparison } from './code-comparison.ts'
import { createWindowTaking, type WindowTaking } from './window-taking.ts'

/** What statements and their verbs tell each other while a statement runs. */
export interface Exchange {
  readonly comparison: CodeComparison
  readonly taking: WindowTaking
}

const exchanges = new WeakMap<DatabaseSync, Exchange>()

/** The exchange of a database that knows our functions. */
export const exchangeOf = (database: DatabaseSync): Exchange => {
  const exchange = exchanges.get(database)
  if (exchange === undefined) throw new CountersignError('unavailable', 'no functions are defined')
  return exchange
}

/**
 * Teaches SQLite the rules that our statements name:
 *
 * - `windows_admit(windows, claims, now, how_many)`: 1 if every claim admits that many more
 * - `windows_taken()`: the windows that were admitted last, with that many more in each claim
 * - `windows_take(windows, claims, now, how_many)`: the same of these windows, admitted or not
 * - `windows_untake(windows, claims, how_many)`: the windows without that many of those taken last
 * - `windows_give_back(windows, claims, then)`: the windows with one of that moment less
 * - `code_matches(hash, salt, key_id, candidates, has_next, is_last_try)`: 1 if a candidate is the code or
 *   link; constant time
 * - `code_matched()`: what that was, further on in the same row
 */
export const defineFunctions = (database: DatabaseSync): void => {
  const exchange: Exchange = { comparison: createCodeComparison(), taking: createWindowTaking() }
  exchanges.set(database, exchange)
  const claimsOf = createClaimsReader()
  defineTaking(database, exchange, claimsOf)
  defineWindows(database, claimsOf)
  defineComparison(database, exchange)
}

/** They depend on what ran before, so SQLite must not take one call for another. */
const inOrder = { deterministic: false, directOnly: true }

type ClaimsOf = ReturnType<typeof createClaimsReader>

const defineTaking = (database: DatabaseSync, { taking }: Exchange, claimsOf: ClaimsOf): void => {
  database.function('windows_admit', inOrder, (windows, claims, nowMs, howMany) => {
    const wish = { claims: claimsOf(String(claims)), nowMs: Number(nowMs) }
    const isAdmitted = taking.admits(bytesOf(windows), { ...wish, howMany: Number(howMany) })
    return isAdmitted ? 1 : 0
  })
  database.function('windows_taken', inOrder, () => taking.take())
}

const defineWindows = (database: DatabaseSync, claimsOf: ClaimsOf): void => {
  const decode = (windows: unknown) => windowSet.decodeWindows(bytesOf(windows))
  const pure = { deterministic: true, directOnly: true }

  database.function('windows_take', pure, (windows, claims, nowMs, howMany) =>
    windowSet.encodeWindows(
      windowSet.takeAll(decode(windows), claimsOf(String(claims)), Number(nowMs), Number(howMany)),
    ),
  )
  database.function('windows_untake', pure, (windows, claims, howMany) =>
    windowSet.encodeWindows(
      windowSet.untakeAll(decode(windows), claimsOf(String(claims)), Number(howMany)),
    ),
  )
  database.function('windows_give_back', pure, (windows, claims, takenAtMs) =>
    windowSet.encodeWindows(
      windowSet.giveBackAll(decode(windows), claimsOf(String(claims)), Number(takenAtMs)),
    ),
  )
}

const defineComparison = (database: DatabaseSync, { comparison }: Exchange): void => {
  database.function('code_matched', inOrder, () => (comparison.matched() ? 1 : 0))
  database.function(
    'code_matches',
    inOrder,
    (hash, salt, keyId, candidates, hasNext, isLastTry) => {
      const row = { hash: bytesOf(hash), salt: salt as Uint8Array, keyId: String(keyId) }
      const facts = { hasNext: hasNext === 1, isLastTry: isLastTry === 1 }
      return comparison.compare(row, Number(candidates), facts) ? 1 : 0
    },
  )
}

const bytesOf = (value: unknown) => value as Uint8Array | null
