import type { AuditDraft } from './audit.ts'
import type { SealedText, TokenHash } from './proof.ts'

/** A phone or an address of a user as it is kept. */
export interface NewContact {
  readonly kind: 'phone' | 'email'
  /** 32-byte keyed hash: one user for each. */
  readonly recipientHash: Uint8Array
  /** Only the key ring opens it. */
  readonly sealed: SealedText
  readonly masked: string
}

/** A phone or an address of a user, verified at some time. */
export interface UserContact {
  readonly sealed: SealedText
  readonly masked: string
  readonly verifiedAtMs: number
}

/** A user as it is kept. */
export interface User {
  readonly id: string
  readonly phone: UserContact | undefined
  readonly email: UserContact | undefined
  readonly username: string | undefined
  /** Signed in, but has not said who it is yet. */
  readonly isGuest: boolean
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A session to be written down beside the success that it is given for. */
export interface NewSession {
  readonly token: TokenHash
  /** It ends after this long, however much it is used. */
  readonly ttlMs: number
  /** It ends when it is not used for this long. */
  readonly idleMs: number
  /** What the person may know it by: the browser, in a few words. */
  readonly label: string
  /** How many one user may have: the ones least lately used end for it. */
  readonly sessionsAtMost: number
  /** Written with outcome `created`, beside that of the attempt. */
  readonly audit: AuditDraft
}

/** A session as its user sees it. */
export interface SessionRow {
  /** Names the session; says nothing else. */
  readonly ref: string
  readonly label: string
  readonly createdAtMs: number
  readonly seenAtMs: number
  readonly expiresAtMs: number
}

/** A session that is good, and whose it is. */
export interface FoundSession {
  readonly session: SessionRow
  readonly user: User
}

/** Names a session by its token. */
export interface SessionToken {
  readonly ref: string
  /** The token under every key. */
  readonly tokens: readonly TokenHash[]
}

/** Verbs for sessions. They are made by {@link Store.attempt}. */
export interface SessionStore {
  /**
   * The session of a token, if it is neither over nor was left idle for too long; notes that it was
   * used, unless that was noted less than `noteEveryMs` ago.
   *
   * The first use of a new token, given by `rotate`, makes it the only one. After `graceMs` the one before
   * is taken for stolen when it appears: the session ends, and `audit` is written with outcome `reused`.
   */
  find(
    request: SessionToken & {
      readonly noteEveryMs: number
      readonly graceMs: number
      readonly audit: AuditDraft
    },
  ): Promise<FoundSession | undefined>
  /**
   * Gives a session a new token. The present one stays good until the new one is used: an answer may be
   * lost. `already` if another was given less than `graceMs` ago and not used yet; that one stays.
   * None if the token is not the present one of a good session. `audit` is written with `rotated`.
   */
  rotate(
    request: SessionToken & {
      readonly next: TokenHash
      readonly graceMs: number
      readonly audit: AuditDraft
    },
  ): Promise<'rotated' | 'already' | undefined>
  /** Sessions of a user that are good, the one used last first. */
  list(userId: string): Promise<readonly SessionRow[]>
  /** Ends one session of a user, or all of them; says how many. Written with outcome `ended` if any did. */
  end(request: {
    readonly userId: string
    /** All if left out. */
    readonly ref?: string | undefined
    readonly audit: AuditDraft
  }): Promise<number>
}

/** Verbs for users. They are made by {@link Store.attempt}. */
export interface UserStore {
  /** Changes what is given. `taken` if another has that username; none if there is no such user. */
  change(request: {
    readonly id: string
    readonly username?: string | undefined
    readonly isGuest?: boolean | undefined
    readonly audit: AuditDraft
  }): Promise<User | 'taken' | undefined>
}

/** What a right code opens, in the same commit as the success itself. */
export type SessionGrant =
  /** Finds the user of this contact, or makes one, notes that it is verified, and begins a session. */
  | {
      readonly kind: 'sign_in'
      readonly contact: NewContact
      /** Id of the user if one is made. */
      readonly userId: string
      readonly session: NewSession
    }
  /**
   * Gives the user of a good session this verified contact. If it replaces another one, all the user's
   * sessions end. A new one begins in any case.
   */
  | {
      readonly kind: 'change_contact'
      /** The session that asks, by its number and its user. */
      readonly sessionRef: string
      readonly userId: string
      readonly contact: NewContact
      readonly session: NewSession
      /** Written with `verified`, or with `taken`. */
      readonly audit: AuditDraft
    }

/** What {@link SessionGrant} came to. */
export type GrantedSession =
  | { readonly kind: 'session'; readonly ref: string; readonly user: User; readonly isNew: boolean }
  /** Another user has this contact. The code is used up; nothing else changed. */
  | { readonly kind: 'contact_taken' }
  /** The session that asked is over. The code is used up; nothing else changed. */
  | { readonly kind: 'session_over' }
