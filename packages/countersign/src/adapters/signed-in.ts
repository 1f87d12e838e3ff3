import type { CallerSession } from '../engine/grant/granting.ts'
import type { ApiRequest } from '../http/request.ts'

/** A user as a host sees it. */
export interface SessionUser {
  readonly id: string
  /** E.164. */
  readonly phoneNumber: string | undefined
  readonly email: string | undefined
  readonly username: string | undefined
  readonly isGuest: boolean
  readonly phoneVerifiedAtMs: number | undefined
}

/** Who is signed in, and how that was told. */
export interface SignedIn {
  readonly session: CallerSession
  readonly user: SessionUser
  readonly by: 'cookie' | 'bearer'
}

/** Finds out who is signed in. Looked up every time. */
export type ReadSession = (
  request: Pick<ApiRequest, 'method' | 'url' | 'headers'>,
) => Promise<
  | ({ readonly kind: 'signed_in' } & SignedIn)
  | { readonly kind: 'signed_out' }
  | { readonly kind: 'cross_site' }
>
