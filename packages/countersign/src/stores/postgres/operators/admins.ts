import type { Admin, AdminRole, AdminStore, AdminToken } from '../../../ports/admin.ts'
import { CountersignError } from '../../../ports/error.ts'
import { bytes, keysOf, text } from '../encode.ts'
import { rowId } from '../row-id.ts'
import type { OperatorParts } from './parts.ts'
import { rowOfFirst } from './same-hash.ts'

const keyOf = (hash: Uint8Array) => [rowId(hash).toString(), bytes(hash)] as const

/** Administrators in PostgreSQL. */
export const createPostgresAdmins = (parts: OperatorParts): AdminStore => {
  const { call, change, clockMs } = parts

  const find = async (among: string, hashes: readonly Uint8Array[]) => {
    const { rows } = await call(among, [...keysOf(hashes), clockMs()])
    const row = rowOfFirst(rows, hashes)
    return row && adminOf(row)
  }

  const begin = async (
    name: string,
    { hashes, session, audit }: Parameters<AdminStore['signIn']>[0],
  ) => {
    const values = [...keysOf(hashes), ...keyOf(session.hash), session.forMs]
    return ((await change(name, audit, values)) as Admin | null) ?? undefined
  }

  return {
    create: async ({ name, role, hash, forMs = null, audit }) =>
      (await change('create_admin', audit, [...keyOf(hash), text(name), role, forMs])) === true,
    find: (hashes) => find('find_admins', hashes),
    list: async () => (await call('list_admins', [])).rows.map(toToken),
    revoke: async ({ name, audit }) => (await change('revoke_admin', audit, [text(name)])) === true,
    createLink: async ({ hash, admin: { name, role }, forMs }) => {
      await call('create_link', [...keyOf(hash), text(name), role, forMs, clockMs()])
    },
    useLink: (request) => begin('use_link', request),
    signIn: (request) => begin('sign_in', request),
    findSession: (hashes) => find('find_sessions', hashes),
    endSession: async (hashes) => {
      const { rows, isRepeated } = await call('end_session', [...keysOf(hashes), clockMs()])
      const hasEnded = rows[0]?.['end_session'] === true
      if (isRepeated && !hasEnded)
        throw new CountersignError('unavailable', 'it is not known whether this ended the session')
      return hasEnded
    },
  }
}

const adminOf = (row: Readonly<Record<string, unknown>>): Admin => ({
  name: String(row['name']),
  role: String(row['role']) as AdminRole,
})

/** A row as a token. */
export const toToken = (row: Record<string, unknown>): AdminToken => ({
  ...adminOf(row),
  createdAtMs: Number(row['created_at_ms']),
  expiresAtMs: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
  revokedAtMs: row['revoked_at_ms'] === null ? null : Number(row['revoked_at_ms']),
})
