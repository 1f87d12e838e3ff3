import type { Clock } from '../../ports/clock.ts'
import type { RecipientNames, RecipientStore } from '../../ports/recipient-store.ts'
import type { MemoryAudit } from './audit.ts'
import { countLive, endCodes, isLocked, type KeptChallenge } from './challenge.ts'
import { keyOf } from './key-of.ts'
import { eraseOpened, opened } from './opened.ts'
import { forgetSuppressions } from './suppressions.ts'
import type { MemoryState } from './verbs.ts'

/** What operators do, on memory. */
export const createMemoryRecipients = (
  state: MemoryState,
  audit: MemoryAudit,
  clock: Clock,
): RecipientStore => {
  const { challenges, failures, deliveries, suppressions } = state

  const challengesOf = ({ challengeLookups }: RecipientNames): readonly KeptChallenge[] =>
    challengeLookups.flatMap((lookup) => challenges.get(keyOf(lookup)) ?? [])

  return {
    unlock: async ({ audit: draft, ...names }) => {
      const nowMs = clock.now()
      const locked = challengesOf(names).filter((kept) => isLocked(kept, nowMs))
      const failed = names.recipientHashes.map(keyOf).filter((key) => failures.has(key))
      if (locked.length + failed.length === 0) return false
      audit.write(draft, 'unlocked', nowMs)
      for (const kept of locked) kept.code = undefined
      for (const key of failed) failures.delete(key)
      return true
    },
    invalidate: async ({ recipient, audit: draft }) => {
      const nowMs = clock.now()
      const asked = recipient === undefined ? [...challenges.values()] : challengesOf(recipient)
      const live = asked.filter((kept) => countLive(kept, nowMs) > 0)
      const codes = live.reduce((sum, kept) => sum + countLive(kept, nowMs), 0)
      const { proofs, sessions } = opened(state, recipient?.recipientHashes, nowMs)
      if (codes + proofs.length + sessions.length > 0) audit.write(draft, 'invalidated', nowMs)
      for (const kept of live) endCodes(kept)
      for (const ref of proofs) state.proofs.delete(ref)
      for (const ref of sessions) state.sessions.delete(ref)
      return { codes, proofs: proofs.length, sessions: sessions.length }
    },
    erase: async ({ recipientHashes, challengeLookups, ...person }) => {
      const events = audit.forget(person, clock.now())
      const hashes = new Set(recipientHashes.map(keyOf))
      const lookups = new Set(challengeLookups.map(keyOf))
      const ended = [...challenges].filter(
        ([key, { recipient }]) => lookups.has(key) || hashes.has(recipient),
      )
      for (const [key] of ended) challenges.delete(key)
      const sent = [...deliveries].filter(([, kept]) => hashes.has(keyOf(kept.recipientHash)))
      for (const [id] of sent) deliveries.delete(id)
      const forgotten = [...hashes].filter((key) => failures.delete(key))
      const allowed = forgetSuppressions(suppressions, recipientHashes)
      const erased = eraseOpened(state, hashes)
      return { rows: ended.length + sent.length + forgotten.length + allowed + erased, events }
    },
  }
}
