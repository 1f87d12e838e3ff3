import { type KeyUse, ttlSecondsAtMost } from 'countersign'
import {
  changeKeyRing,
  completed,
  type FileKey,
  missingUses,
  newKey,
  readKeyRingToMend,
  readKeys,
  ringOf,
} from 'countersign/keys'
import { refusal } from './refusal.ts'

/** How a key stands now. `pending`: it is going to be the current one. */
export type KeyState = 'current' | 'pending' | 'old'

/** A key without its secret. */
export interface ListedKey {
  readonly id: string
  readonly use: KeyUse
  readonly state: KeyState
  readonly createdAt: string
  /** Since when, or from when on, new hashes are made with it. */
  readonly activeAt: string
}

const activeAtMs = ({ activeAt }: FileKey): number =>
  activeAt === undefined ? 0 : Date.parse(activeAt)

const stateOf = (key: FileKey, keys: readonly FileKey[], nowMs: number): KeyState => {
  if (ringOf(completed(keys), { now: () => nowMs }).current(key.use).id === key.id) return 'current'
  return activeAtMs(key) > nowMs ? 'pending' : 'old'
}

/** The keys of the ring, without secrets. */
export const listKeys = (secretsDir: string, nowMs: number): readonly ListedKey[] => {
  // Keys that are no ring have no states.
  readKeyRingToMend(secretsDir)
  const keys = readKeys(secretsDir)
  return keys.map((key) => ({
    id: key.id,
    use: key.use,
    state: stateOf(key, keys, nowMs),
    createdAt: key.createdAt,
    activeAt: key.activeAt ?? key.createdAt,
  }))
}

/** Where a change is made, when, and how it is written down: if that fails, nothing changes. */
interface Change {
  readonly secretsDir: string
  readonly nowMs: number
  record(key: FileKey): Promise<void>
}

/**
 * Puts a new key into the ring. Every instance reads it soon and checks with it; from its time on they
 * all make new hashes with it. What was made with the old key stays good.
 *
 * @throws CountersignError `invalid_configuration` if another new key of that use is waiting
 */
export const rotateKey = async (
  { secretsDir, nowMs, record }: Change,
  { use, leadSeconds }: { readonly use: KeyUse; readonly leadSeconds: number },
): Promise<FileKey> => {
  const isFirst = missingUses(readKeys(secretsDir)).includes(use)
  const activeAt = new Date(nowMs + (isFirst ? 0 : leadSeconds * 1000)).toISOString()
  const key = newKey(use, activeAt)
  await changeKeyRing(secretsDir, {
    change: (keys) => {
      if (keys.some((other) => other.use === use && stateOf(other, keys, nowMs) === 'pending'))
        throw refusal([`keys: a new ${use} key is waiting already; see "countersign keys list"`])
      return [key, ...keys]
    },
    record: () => record(key),
  })
  return key
}

/**
 * Takes a key out of the ring: what was made with it is refused from then on.
 *
 * @throws CountersignError `invalid_configuration` if it is the current one, or may still be needed and
 * `isForced` is not set
 */
export const retireKey = async (
  { secretsDir, nowMs, record }: Change,
  { id, isForced }: { readonly id: string; readonly isForced: boolean },
): Promise<void> => {
  const key = readKeys(secretsDir).find((other) => other.id === id)
  if (key === undefined) throw refusal([`keys: there is no key "${id}"`])
  await changeKeyRing(secretsDir, {
    change: (keys) => {
      const problem = whyKept(key, keys, nowMs)
      if (problem !== undefined && !(problem.yieldsToForce && isForced))
        throw refusal([`keys: "${id}" ${problem.reason}`])
      return keys.filter((other) => other.id !== id)
    },
    record: () => record(key),
  })
}

/** Why a key should stay in the ring. */
interface Need {
  readonly reason: string
  readonly yieldsToForce: boolean
}

/** What goes with a key of that use. */
const lostWith: Readonly<Record<KeyUse, string>> = {
  code: 'codes that were made with it and are not older than ten minutes',
  recipient:
    'the limits, failures and suppressions of everybody who was not seen since it was replaced, and with it nobody’s older deliveries and events are found when a person is erased',
  token: 'API keys, administrators’ tokens and sessions that were made with it',
  contact:
    'the phones and email addresses of everybody who has not signed in since it was replaced',
  audit: 'the proof that events and checkpoints written with it are genuine',
}

/** Instances look at the file every few seconds, and their clocks may differ. */
const soonMs = 60_000

const whyKept = (key: FileKey, keys: readonly FileKey[], nowMs: number): Need | undefined => {
  const state = stateOf(key, keys, nowMs)
  if (state === 'current')
    return { reason: `is in use; rotate ${key.use} first`, yieldsToForce: false }
  if (state === 'old' && mayBeNeeded(key, keys, nowMs))
    return {
      reason: `may still be needed: with it go ${lostWith[key.use]}. --force retires it all the same`,
      yieldsToForce: true,
    }
  if (state === 'pending' && activeAtMs(key) - nowMs < soonMs)
    return {
      reason:
        'is about to be used: instances may do so before they see that it is gone. --force retires it all the same',
      yieldsToForce: true,
    }
  return undefined
}

/** Codes end by themselves. What else is made with keys can be older than anything we could wait for. */
const mayBeNeeded = (key: FileKey, keys: readonly FileKey[], nowMs: number): boolean => {
  const replacedAtMs = keys
    .filter((other) => other.use === key.use && activeAtMs(other) > activeAtMs(key))
    .map(activeAtMs)
    .filter((atMs) => atMs <= nowMs)
  const sinceMs = nowMs - Math.min(...replacedAtMs, nowMs)
  return key.use !== 'code' || sinceMs < ttlSecondsAtMost * 1000 + soonMs
}
