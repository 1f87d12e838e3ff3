import { type KeyUse, ttlSecondsAtMost } from 'countersign'
import { changeKeyRing, type FileKey, newKey, readKeys } from './key-ring-file.ts'
import { refusal } from './refusal.ts'

/** How a key stands now. */
export type KeyState = 'current' | 'pending' | 'old'

/** A key without its secret. */
export interface ListedKey {
  readonly id: string
  readonly use: KeyUse
  readonly createdAt: string
  readonly activeAt: string
  readonly state: KeyState
}

const activeAtMs = ({ activeAt }: FileKey): number =>
  activeAt === undefined ? 0 : Date.parse(activeAt)

/** When new hashes began to be made with a key that came after this one. None while it is current. */
const replacedAtMs = (key: FileKey, keys: readonly FileKey[], nowMs: number): number | undefined =>
  keys
    .filter(({ use }) => use === key.use)
    .map(activeAtMs)
    .filter((other) => other > activeAtMs(key) && other <= nowMs)
    .sort((one, other) => one - other)[0]

const stateOf = (key: FileKey, keys: readonly FileKey[], nowMs: number): KeyState => {
  if (activeAtMs(key) > nowMs) return 'pending'
  return replacedAtMs(key, keys, nowMs) === undefined ? 'current' : 'old'
}

/** The keys of the ring, without secrets. */
export const listKeys = (secretsDir: string, nowMs: number): readonly ListedKey[] => {
  const keys = readKeys(secretsDir)
  return keys.map((key) => ({
    id: key.id,
    use: key.use,
    createdAt: key.createdAt,
    activeAt: key.activeAt ?? key.createdAt,
    state: stateOf(key, keys, nowMs),
  }))
}

/**
 * Puts a new key into the ring. Every instance reads it soon and checks with it; from its time on they
 * all make new hashes with it. What was made with the old key stays good.
 */
export const rotateKey = (
  secretsDir: string,
  {
    use,
    nowMs,
    leadSeconds,
  }: {
    readonly use: KeyUse
    readonly nowMs: number
    readonly leadSeconds: number
  },
): FileKey => {
  const key = newKey(use, new Date(nowMs + leadSeconds * 1000).toISOString())
  changeKeyRing(secretsDir, (keys) => {
    if (keys.some((other) => other.use === use && activeAtMs(other) > nowMs))
      throw refusal([`keys: a new ${use} key is waiting already; see "countersign keys list"`])
    return [key, ...keys]
  })
  return key
}

/** What stops working with a key of that use, for those who retire it although it may be needed. */
export const lostWith: Readonly<Record<KeyUse, string>> = {
  code: 'codes that were made with it and are not older than ten minutes',
  recipient:
    'limits, failures and suppressions of everybody who was not seen since it was replaced; they count as new',
  token: 'API keys, administrators’ tokens and sessions that were made with it',
  audit: 'the proof that events written with it are genuine',
}

/**
 * Takes an old key out of the ring: what was made with it is refused from then on.
 *
 * @throws CountersignError `invalid_configuration` if it is not an old one, or may still be needed and
 * `isForced` is not set
 */
export const retireKey = (
  secretsDir: string,
  {
    id,
    nowMs,
    isForced,
  }: {
    readonly id: string
    readonly nowMs: number
    readonly isForced: boolean
  },
): ListedKey => {
  const found = listKeys(secretsDir, nowMs).find((key) => key.id === id)
  if (found === undefined) throw refusal([`keys: there is no key "${id}"`])
  if (found.state === 'current')
    throw refusal([`keys: "${id}" is in use; rotate ${found.use} first`])
  changeKeyRing(secretsDir, (keys) => {
    const key = keys.find((other) => other.id === id)
    if (key !== undefined && !isForced && mayBeNeeded(key, keys, nowMs))
      throw refusal([
        `keys: "${id}" may still be needed: with it go ${lostWith[key.use]}; --force retires it all the same`,
      ])
    return keys.filter((other) => other.id !== id)
  })
  return found
}

/** Codes end by themselves. What else is made with keys can be older than anything we could wait for. */
const mayBeNeeded = (key: FileKey, keys: readonly FileKey[], nowMs: number): boolean => {
  const replaced = replacedAtMs(key, keys, nowMs)
  if (replaced === undefined) return false
  return key.use !== 'code' || nowMs - replaced < ttlSecondsAtMost * 1000
}
