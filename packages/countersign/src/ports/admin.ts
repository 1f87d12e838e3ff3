import type { AuditDraft } from './audit.ts'

/** What an administrator may do: `viewer` looks, `operator` changes. */
export const adminRoles = ['viewer', 'operator'] as const

/** One of {@link adminRoles}. */
export type AdminRole = (typeof adminRoles)[number]

/** An administrator's token as it is kept. */
export interface AdminToken {
  readonly name: string
  readonly role: AdminRole
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
  readonly revokedAtMs: number | null
}

/** Whether an administrator's token opens anything at this time. */
export const isGoodToken = ({ revokedAtMs, expiresAtMs }: AdminToken, nowMs: number): boolean =>
  revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs)

/** Who is asking, as far as it was proven. */
export interface Admin {
  readonly name: string
  readonly role: AdminRole
}

/** Verbs for administrators. */
export interface AdminStore {
  /** False if the name is taken by a token that is good. */
  create(request: {
    readonly name: string
    readonly role: AdminRole
    readonly hash: Uint8Array
    readonly forMs?: number | undefined
    readonly audit: AuditDraft
  }): Promise<boolean>
  /** Whose token is among these hashes, if it is neither revoked nor expired. */
  find(hashes: readonly Uint8Array[]): Promise<Admin | undefined>
  list(): Promise<readonly AdminToken[]>
  /** Ends the token and every console session of that name. False if there is none that is good. */
  revoke(request: { readonly name: string; readonly audit: AuditDraft }): Promise<boolean>
  /**
   * Keeps a sign-in link that can be used once, and not after the token of that name. A name that never
   * had a token may have a link all the same.
   */
  createLink(request: {
    readonly hash: Uint8Array
    readonly admin: Admin
    readonly forMs: number
  }): Promise<void>
  /**
   * Spends a link and begins a console session in its place, which ends with the token of that name at the
   * latest. None if it is used, expired or unknown, or if that token was revoked or has expired.
   */
  useLink(request: {
    readonly hashes: readonly Uint8Array[]
    readonly session: { readonly hash: Uint8Array; readonly forMs: number }
    readonly audit: AuditDraft
  }): Promise<Admin | undefined>
  /** Begins a console session for a token that is good, and ends with it at the latest. None if it is not. */
  signIn(request: {
    readonly hashes: readonly Uint8Array[]
    readonly session: { readonly hash: Uint8Array; readonly forMs: number }
    readonly audit: AuditDraft
  }): Promise<Admin | undefined>
  /** Whose console session this is, if it is still good. */
  findSession(hashes: readonly Uint8Array[]): Promise<Admin | undefined>
  endSession(hashes: readonly Uint8Array[]): Promise<boolean>
}
