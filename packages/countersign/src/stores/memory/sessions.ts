import type { Clock } from '../../ports/clock.ts'
import type { NewSession, SessionRow, SessionStore } from '../../ports/session.ts'
import { replacedAtMost } from '../replaced-tokens.ts'
import { isAmong, isGood, type KeptSession, type MemoryAccounts } from './accounts.ts'
import type { MemoryAudit } from './audit.ts'

/** {@link SessionStore} in memory. */
export const createMemorySessions = (
  accounts: MemoryAccounts,
  audit: MemoryAudit,
  clock: Clock,
): SessionStore => {
  const { sessions, users } = accounts

  const goodOf = (ref: string, nowMs: number): KeptSession | undefined => {
    const kept = sessions.get(ref)
    return isGood(kept, nowMs) ? kept : undefined
  }

  return {
    find: async ({ ref, tokens, noteEveryMs, graceMs, audit: draft }) => {
      const nowMs = clock.now()
      const kept = goodOf(ref, nowMs)
      const user = users.get(kept?.userId ?? '')?.user
      if (kept === undefined || user === undefined) return undefined
      if (isReused(kept, { tokens, graceMs }, nowMs)) {
        audit.write(draft, 'reused', nowMs)
        sessions.delete(ref)
        return undefined
      }
      const known = [kept.token, kept.next?.token, kept.previous?.token]
      if (!known.some((token) => isAmong(tokens, token))) return undefined
      const promoted = isAmong(tokens, kept.next?.token) ? promote(kept, nowMs) : kept
      const isNoted = kept.seenAtMs + noteEveryMs > nowMs
      const found = isNoted ? promoted : seenAt(promoted, nowMs)
      sessions.set(ref, found)
      return { session: rowOf(found), user }
    },
    rotate: async ({ ref, tokens, next, graceMs, audit: draft }) => {
      const nowMs = clock.now()
      const kept = goodOf(ref, nowMs)
      if (kept === undefined || !isAmong(tokens, kept.token)) return undefined
      if (kept.next !== undefined && kept.next.givenAtMs + graceMs > nowMs) return 'already'
      audit.write(draft, 'rotated', nowMs)
      sessions.set(ref, { ...kept, next: { token: next, givenAtMs: nowMs } })
      return 'rotated'
    },
    list: async (userId) => goodSessions(accounts, userId, clock.now()).map(rowOf),
    end: async ({ userId, ref, audit: draft }) => {
      const nowMs = clock.now()
      const ended = goodSessions(accounts, userId, nowMs).filter(
        (kept) => ref === undefined || kept.ref === ref,
      )
      if (ended.length > 0) audit.write(draft, 'ended', nowMs)
      for (const kept of ended) sessions.delete(kept.ref)
      return ended.length
    },
  }
}

type Presented = Pick<Parameters<SessionStore['find']>[0], 'tokens' | 'graceMs'>

/** Whether somebody uses a token that was replaced long enough ago, or one from before that. */
const isReused = (
  { previous, replaced }: KeptSession,
  { tokens, graceMs }: Presented,
  nowMs: number,
): boolean =>
  previous !== undefined && isAmong(tokens, previous.token)
    ? previous.replacedAtMs + graceMs <= nowMs
    : replaced.some((token) => isAmong(tokens, token))

/** The first use of a new token makes it the only one. */
const promote = (kept: KeptSession, nowMs: number): KeptSession =>
  kept.next === undefined
    ? kept
    : {
        ...kept,
        token: kept.next.token,
        next: undefined,
        previous: { token: kept.token, replacedAtMs: nowMs },
        replaced: [...kept.replaced, kept.token].slice(-replacedAtMost),
      }

const seenAt = (kept: KeptSession, nowMs: number): KeptSession => ({
  ...kept,
  seenAtMs: nowMs,
  purgeAtMs: Math.min(kept.expiresAtMs, nowMs + kept.idleMs),
})

const rowOf = ({ ref, label, createdAtMs, seenAtMs, expiresAtMs }: KeptSession): SessionRow => ({
  ...{ ref, label, createdAtMs, seenAtMs, expiresAtMs },
})

/** Sessions of a user that are good, the one used last first. */
export const goodSessions = (
  { sessions }: MemoryAccounts,
  userId: string,
  nowMs: number,
): readonly KeptSession[] =>
  [...sessions.values()]
    .filter((kept) => kept.userId === userId && isGood(kept, nowMs))
    .toSorted((one, other) => other.seenAtMs - one.seenAtMs || Number(other.ref) - Number(one.ref))

/** Begins a session, for which those of its user end that are too many. Its name. */
export const beginSession = (
  accounts: MemoryAccounts,
  { userId, session }: { readonly userId: string; readonly session: NewSession },
  nowMs: number,
): string => {
  const { token, label, ttlMs, idleMs, sessionsAtMost } = session
  const others = goodSessions(accounts, userId, nowMs)
  for (const { ref } of others.slice(sessionsAtMost - 1)) accounts.sessions.delete(ref)
  const ref = accounts.nextRef()
  const expiresAtMs = nowMs + ttlMs
  const purgeAtMs = Math.min(expiresAtMs, nowMs + idleMs)
  accounts.sessions.set(ref, {
    ...{ ref, userId, label, token, next: undefined, previous: undefined, replaced: [] },
    ...{ createdAtMs: nowMs, seenAtMs: nowMs, expiresAtMs, idleMs, purgeAtMs },
  })
  return ref
}
