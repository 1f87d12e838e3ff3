import { type Admin, type AdminStore, type AdminToken, isGoodToken } from '../../ports/admin.ts'
import type { Clock } from '../../ports/clock.ts'
import type { MemoryAudit } from './audit.ts'
import { keyOf } from './key-of.ts'

/** Administrators, and what the sweep removes. */
export interface MemoryAdmins extends AdminStore {
  readonly links: Map<string, KeptAdmin>
  readonly sessions: Map<string, KeptAdmin>
}

/** An administrator behind a link or a console session, by the hash of that. */
interface KeptAdmin {
  readonly admin: Admin
  readonly purgeAtMs: number
}

interface Session {
  readonly hash: Uint8Array
  readonly forMs: number
}

/** Administrators in this process's memory. */
export const createMemoryAdmins = (audit: MemoryAudit, clock: Clock): MemoryAdmins => {
  const tokens = new Map<string, AdminToken>()
  const links = new Map<string, KeptAdmin>()
  const sessions = new Map<string, KeptAdmin>()

  const goodToken = (hashes: readonly Uint8Array[], nowMs: number) =>
    hashes
      .map((hash) => tokens.get(keyOf(hash)))
      .find((token) => token !== undefined && isGoodToken(token, nowMs))

  const tokenOf = (name: string, nowMs: number) => stateOfToken(tokens, name, nowMs)

  const begin = ({ hash, forMs }: Session, admin: Admin, nowMs: number): Admin => {
    sessions.set(keyOf(hash), { admin, purgeAtMs: nowMs + forMs })
    return admin
  }

  return {
    links,
    sessions,
    create: async ({ name, role, hash, forMs, audit: draft }) => {
      const createdAtMs = clock.now()
      if (tokenOf(name, createdAtMs).good !== undefined) return false
      audit.write(draft, 'created', createdAtMs)
      const expiresAtMs = forMs === undefined ? null : createdAtMs + forMs
      tokens.set(keyOf(hash), { name, role, createdAtMs, expiresAtMs, revokedAtMs: null })
      return true
    },
    find: async (hashes) => adminOf(goodToken(hashes, clock.now())),
    list: async () => [...tokens.values()].sort(oldestFirst),
    revoke: async ({ name, audit: draft }) => {
      const nowMs = clock.now()
      const revoked = [...tokens].filter(([, one]) => one.name === name && isGoodToken(one, nowMs))
      const ended = [links, sessions].map((kept) => ({ kept, keys: goodKeys(kept, name, nowMs) }))
      if (revoked.length === 0 && ended.every(({ keys }) => keys.length === 0)) return false
      audit.write(draft, 'revoked', nowMs)
      for (const [key, token] of revoked) tokens.set(key, { ...token, revokedAtMs: nowMs })
      for (const { kept, keys } of ended) for (const key of keys) kept.delete(key)
      return true
    },
    createLink: async ({ hash, admin, forMs }) => {
      const { name, role } = admin
      const nowMs = clock.now()
      const link = withinToken({ hash, forMs }, tokenOf(name, nowMs).good, nowMs)
      links.set(keyOf(hash), { admin: { name, role }, purgeAtMs: nowMs + link.forMs })
    },
    useLink: async ({ hashes, session, audit: draft }) => {
      const nowMs = clock.now()
      const key = goodKey(links, hashes, nowMs)
      const link = links.get(key ?? '')
      if (key === undefined || link === undefined) return undefined
      const { good, hasEnded } = tokenOf(link.admin.name, nowMs)
      if (hasEnded) return undefined
      audit.write(draft, 'used', nowMs)
      links.delete(key)
      return begin(withinToken(session, good, nowMs), link.admin, nowMs)
    },
    signIn: async ({ hashes, session, audit: draft }) => {
      const nowMs = clock.now()
      const token = goodToken(hashes, nowMs)
      if (token === undefined) return undefined
      audit.write(draft, 'signed_in', nowMs)
      const { name, role } = token
      return begin(withinToken(session, token, nowMs), { name, role }, nowMs)
    },
    findSession: async (hashes) => {
      const key = goodKey(sessions, hashes, clock.now())
      return key === undefined ? undefined : sessions.get(key)?.admin
    },
    endSession: async (hashes) => {
      const key = goodKey(sessions, hashes, clock.now())
      return key !== undefined && sessions.delete(key)
    },
  }
}

/** The good token of a name, or whether it had one. A name may never have had any, as in development. */
const stateOfToken = (tokens: ReadonlyMap<string, AdminToken>, name: string, nowMs: number) => {
  const own = [...tokens.values()].filter((token) => token.name === name)
  const good = own.find((token) => isGoodToken(token, nowMs))
  return { good, hasEnded: own.length > 0 && good === undefined }
}

const adminOf = (token: AdminToken | undefined): Admin | undefined =>
  token && { name: token.name, role: token.role }

/** A link or a session ends with the token of its name at the latest, if that name has one. */
const withinToken = (
  { hash, forMs }: Session,
  token: AdminToken | undefined,
  nowMs: number,
): Session => ({
  hash,
  forMs: Math.min(forMs, (token?.expiresAtMs ?? Number.POSITIVE_INFINITY) - nowMs),
})

const goodKey = (
  kept: ReadonlyMap<string, KeptAdmin>,
  hashes: readonly Uint8Array[],
  nowMs: number,
): string | undefined => hashes.map(keyOf).find((key) => (kept.get(key)?.purgeAtMs ?? 0) > nowMs)

const goodKeys = (
  kept: ReadonlyMap<string, KeptAdmin>,
  name: string,
  nowMs: number,
): readonly string[] =>
  [...kept]
    .filter(([, { admin, purgeAtMs }]) => admin.name === name && purgeAtMs > nowMs)
    .map(([key]) => key)

const oldestFirst = (one: AdminToken, other: AdminToken): number =>
  one.createdAtMs - other.createdAtMs || (one.name < other.name ? -1 : 1)
