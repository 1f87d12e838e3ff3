import { CountersignError, type Store, type StoreView } from 'countersign'
import { refusal } from './config/refusal.ts'
import { memoryStoreKind } from './stores/memory.ts'
import { postgresStoreKind } from './stores/postgres.ts'
import { sqliteStoreKind } from './stores/sqlite.ts'
import type { StoreKind } from './stores/store-kind.ts'

const kinds: readonly StoreKind[] = [memoryStoreKind, sqliteStoreKind, postgresStoreKind]

/** Whether a `store.url` names a store that we have. */
export const isStoreUrl = (url: string): boolean => kinds.some((kind) => kind.matches(url))

/** Opens the store that a URL names, its schema up to date. */
export const openStore = (storeUrl: string): Promise<Store> =>
  reported(storeUrl, (kind) => kind.open(storeUrl))

/** Opens it for a server, which has many callers at a time. */
export const openStoreForServer = (storeUrl: string): Promise<Store> =>
  reported(storeUrl, (kind) => kind.openForServer?.(storeUrl) ?? kind.open(storeUrl))

/**
 * Makes sure that a store is there. A path with a mistake in it would make a new one, in which nothing is
 * ever wrong.
 *
 * @throws CountersignError `invalid_configuration` if there is none
 */
export const checkStoreIsThere = (storeUrl: string): void => {
  if (isStoreMissing(storeUrl))
    throw refusal([`store.url: there is no database ${shownStoreUrl(storeUrl)} here`])
}

/** Whether opening a store would make it. */
export const isStoreMissing = (storeUrl: string): boolean =>
  kinds.find((candidate) => candidate.matches(storeUrl))?.isThere(storeUrl) === false

/** Brings the schema up to date and says which migrations that took. */
export const migrateStore = (storeUrl: string): Promise<readonly string[]> =>
  reported(storeUrl, (kind) => kind.migrate(storeUrl))

/** Looks at the store that a URL names, and changes nothing. */
export const lookAtStore = (storeUrl: string): Promise<StoreView> =>
  reported(storeUrl, (kind) => kind.look(storeUrl))

/** A `store.url` as it may be shown: without user and password. */
export const shownStoreUrl = (storeUrl: string): string => {
  if (!URL.canParse(storeUrl)) return storeUrl
  const url = new URL(storeUrl)
  return url.password === '' ? storeUrl : storeUrl.replace(/\/\/[^@]*@/, '//')
}

const reported = async <Result>(
  storeUrl: string,
  work: (kind: StoreKind) => Promise<Result>,
): Promise<Result> => {
  const kind = kinds.find((candidate) => candidate.matches(storeUrl))
  if (kind === undefined) throw refusal(['store.url: names no store that there is'])
  try {
    return await work(kind)
  } catch (error) {
    if (error instanceof CountersignError && error.code === 'invalid_configuration') throw error
    throw refusal([`store.url: ${shownStoreUrl(storeUrl)} cannot be opened (${reasonOf(error)})`])
  }
}

/** Our own message, or the code of what is behind; text of a driver could repeat the password. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  if (!(error instanceof CountersignError)) return codeOf(error)
  const { cause, message } = error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return message.includes(code) ? message : `${message}, ${code}`
}

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.name)
